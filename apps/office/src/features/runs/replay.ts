/** The graph at one step of its history. Pure; nothing runs again. */
import type { GraphNodeState, ReplayStep } from "@tinyagi/contracts";
import type { Row } from "./rows";
import { NODE_STATES } from "./states";

export type StatesAt = ReadonlyMap<string, GraphNodeState>;

/** The states after the first `count` steps. What is not in it did not exist yet. */
export function statesAt(steps: readonly ReplayStep[], count: number): StatesAt {
  const states = new Map<string, GraphNodeState>();
  for (const step of steps.slice(0, count))
    for (const [node, state] of Object.entries(step.states)) states.set(node, state);
  return states;
}

/** The rows as they were then: parts with their state of that time, without those that came later. */
export function rowsAt(rows: readonly Row[], states: StatesAt): Row[] {
  return rows.flatMap((row) => {
    if (row.node === undefined) return [row];
    const state = states.get(row.node);
    return state === undefined ? [] : [{ ...row, shown: NODE_STATES[state] }];
  });
}

const WORDS: Readonly<Record<ReplayStep["type"], string>> = {
  "graph.opened": "began",
  "graph.closed": "ended",
  "spawn.compiled": "started sub-agents",
  "node.started": "began",
  "node.retried": "tries again",
  "node.completed": "finished",
  "node.failed": "failed",
  "node.cancelled": "was cancelled",
  "node.skipped": "was skipped",
  "node.asked": "asked its parent",
  "node.answered": "got an answer",
  "node.partial": "finished in part",
  "node.reopened": "was opened again",
};

/** What the step did, in a few words. */
export function stepWords({ node, type, added }: ReplayStep): string {
  const who = node === null ? "The graph" : node.slice(node.lastIndexOf("/") + 1);
  if (type === "spawn.compiled") return `${who} planned ${added.length} parts`;
  return `${who} ${WORDS[type]}`;
}
