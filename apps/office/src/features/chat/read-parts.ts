/** Which conversations of a thread are read. Pure. */
import type { LiveRuns } from "@tinyagi/client";
import type { ConversationDetail } from "../../lib/queries";
import { buildTurns, type Turn } from "./turns";

/**
 * The conversation that stands for its thread: the newest that is read, so that one that joins takes nothing away while
 * it is on its way.
 *
 * @param id the one that was asked for @param parts those of the thread that are read, oldest first
 * @returns undefined until the one that was asked for is read
 */
export function findNewestRead(
  id: string,
  parts: readonly ConversationDetail[],
): ConversationDetail | undefined {
  return parts.some((one) => one.id === id) ? parts.at(-1) : undefined;
}

type Parts = readonly ConversationDetail[];

/** What was done in the conversations that are at work, those of the newest one first. */
export function listTurns(parts: Parts, live: LiveRuns, ended: LiveRuns): Turn[] {
  const atWork = new Set([...live.values()].map(({ conversationId }) => conversationId));
  return parts
    .filter(({ id, status }) => status === "open" || atWork.has(id))
    .reverse()
    .flatMap((one) => buildTurns(one, live, ended));
}

/** Who works or worked in them, or will. */
export function listWorkers(parts: Parts): string[] {
  const agents = parts.flatMap(({ runs, agent }) =>
    runs.length > 0 ? runs.map((run) => run.agent) : agent ? [agent] : [],
  );
  return [...new Set(agents)];
}

/** The message of a person that was written last and that no agent has begun to read. */
export function findWaiting(parts: Parts): { id: number; text: string } | undefined {
  return parts
    .flatMap(({ messages, text }) =>
      messages
        .filter(({ status, fromAgent }) => status === "pending" && fromAgent === null)
        .slice(0, 1)
        .map(({ id }) => ({ id, text })),
    )
    .at(-1);
}
