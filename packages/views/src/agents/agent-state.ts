/** What an agent is doing: one answer for every screen. */
import type { AgentState, LaneMessage } from "@tinyagi/contracts";

/** What is known of one agent's work. */
export interface AgentFacts {
  /** Whether a run of it lives that nobody paused. */
  readonly isRunning: boolean;
  /** How many of its questions, permissions, plans and budgets wait for a person. */
  readonly asks: number;
  /** For what its open messages wait; null for one that runs. */
  readonly waits: readonly LaneMessage["waitsFor"][];
  /** How many of its messages failed permanently, and were neither retried nor deleted. */
  readonly dead: number;
}

/**
 * The state of an agent. What needs a person comes first; then what happens now; then what is left to settle. How its last
 * run ended says nothing about the agent: a failure that somebody settled is over.
 */
export function agentState({ isRunning, asks, waits, dead }: AgentFacts): AgentState {
  if (asks > 0) return "waiting";
  if (isRunning) return "running";
  if (waits.includes("paused")) return "paused";
  if (waits.some((wait) => wait !== null)) return "queued";
  return dead > 0 ? "failed" : "idle";
}

/** The lists of the daemon that say what agents do. */
export interface AgentLists {
  readonly runs: readonly { readonly runId: string; readonly agent: string; readonly status: string }[];
  readonly approvals: readonly { readonly agent: string }[];
  readonly messages: readonly Pick<LaneMessage, "agent" | "waitsFor" | "runId">[];
  /** As the daemon counts them: a list of them may be cut. */
  readonly dead: readonly { readonly agent: string; readonly count: number }[];
}

const LIVE: ReadonlySet<string> = new Set(["starting", "running"]);

/** The facts of all agents that occur in the lists, each list read once. */
export function agentFacts({ runs, approvals, messages, dead }: AgentLists): (agent: string) => AgentFacts {
  const paused = new Set(messages.flatMap(({ waitsFor, runId }) => (waitsFor === "paused" ? [runId] : [])));
  const working = runs.filter(({ status, runId }) => LIVE.has(status) && !paused.has(runId));
  const running = new Set(working.map(({ agent }) => agent));
  const asks = countBy(approvals.map(({ agent }) => agent));
  const failed = new Map<string, number>();
  for (const { agent, count } of dead) failed.set(agent, (failed.get(agent) ?? 0) + count);
  const waits = new Map<string, LaneMessage["waitsFor"][]>();
  for (const { agent, waitsFor } of messages) {
    const own = waits.get(agent);
    if (own === undefined) waits.set(agent, [waitsFor]);
    else own.push(waitsFor);
  }
  return (agent) => ({
    isRunning: running.has(agent),
    asks: asks.get(agent) ?? 0,
    waits: waits.get(agent) ?? [],
    dead: failed.get(agent) ?? 0,
  });
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
