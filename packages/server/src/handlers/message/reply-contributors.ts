/**
 * Whose work a reply contains. Pure. A reply is written when the last message of its agents has ended, so it contains
 * every agent with a message that ended after the reply before it.
 */
import type { MessageRow } from "@tinyagi/kernel";

interface Reply {
  /** Whom it names as its author; null for an answer of TinyAGI itself. */
  readonly agent: string | null;
  readonly created_at: number;
}

/** Room posts and sub-agents inside a plan are no part of a reply. */
const OUTSIDE: ReadonlySet<string> = new Set(["room", "node"]);

/**
 * @param replies of one conversation, oldest first
 * @param isJoined whether one reply stands for several agents
 * @returns for each reply its agents: its author first, then the others by first mention
 */
export function listContributors(
  replies: readonly Reply[],
  messages: readonly Pick<MessageRow, "agent_id" | "kind" | "finished_at">[],
  isJoined: boolean,
): string[][] {
  let since = Number.NEGATIVE_INFINITY;
  return replies.map(({ agent, created_at: at }) => {
    if (agent === null) return [];
    if (!isJoined) return [agent];
    const from = since;
    since = at;
    const ended = messages.filter(
      ({ kind, finished_at: end }) => !OUTSIDE.has(kind) && end !== null && end > from && end <= at,
    );
    return [...new Set([agent, ...ended.map((message) => message.agent_id)])];
  });
}
