/**
 * A thread as a person reads it: what stands for several agents is one reply, and the runs behind it are its parts.
 * Pure. Until that reply is there, each agent's words stand alone.
 */
import type { ConversationDetail } from "../../lib/queries";
import type { Turn } from "./turns";

export type Reply = ConversationDetail["replies"][number];

export type ThreadItem =
  | { kind: "turn"; turn: Turn }
  /** @property parts the runs behind it, in the order in which they began */
  | { kind: "joined"; reply: Reply; parts: readonly Turn[] };

export function itemsOf(
  { replies }: Pick<ConversationDetail, "replies">,
  turns: readonly Turn[],
): ThreadItem[] {
  const partOf = new Map<string, Reply>();
  for (const reply of replies) {
    if (reply.agents.length < 2) continue;
    for (const { runId, agent, finishedAt, startedAt } of turns) {
      const isBehind = finishedAt !== null && startedAt <= reply.createdAt && reply.agents.includes(agent);
      if (isBehind && !partOf.has(runId)) partOf.set(runId, reply);
    }
  }
  const alone = turns
    .filter(({ runId }) => !partOf.has(runId))
    .map((turn) => ({ at: turn.startedAt, item: { kind: "turn" as const, turn } }));
  const joined = [...new Set(partOf.values())].map((reply) => ({
    at: reply.createdAt,
    item: {
      kind: "joined" as const,
      reply,
      parts: turns.filter(({ runId }) => partOf.get(runId) === reply),
    },
  }));
  return [...alone, ...joined].sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** The line above each agent's part, as the daemon writes it when it joins several answers. */
const HEADING = /(^|\n-{6}\n\n)((?:[^\n@]{1,80} \()?@[\w-]+\)?):\n/g;

/** The text of a reply as Markdown: the names of its parts stand on lines of their own. */
export function withHeadings(message: string): string {
  return message.replace(HEADING, "$1**$2**\n\n");
}
