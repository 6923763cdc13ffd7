/** Which agents began a new session between two conversations of a thread. Pure. */
import type { ConversationDetail } from "../../lib/queries";

type Runs = {
  runs: readonly Pick<ConversationDetail["runs"][number], "agent" | "sessionId" | "createdAt">[];
};

/** Agents whose last session above is not the first one below. Where a session is not known, nothing is said. */
export function beganSession(above: Runs, below: Runs): string[] {
  const last = new Map<string, string>();
  for (const { agent, sessionId } of inOrder(above)) if (sessionId !== null) last.set(agent, sessionId);
  const first = new Map<string, string>();
  for (const { agent, sessionId } of inOrder(below))
    if (sessionId !== null && !first.has(agent)) first.set(agent, sessionId);
  return [...first].flatMap(([agent, session]) =>
    last.has(agent) && last.get(agent) !== session ? [agent] : [],
  );
}

const inOrder = ({ runs }: Runs) => [...runs].sort((a, b) => a.createdAt - b.createdAt);
