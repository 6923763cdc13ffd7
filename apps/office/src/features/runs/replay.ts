/** The graph at one step of its history. Pure; nothing runs again. */
import type { GraphNodeState, ReplayStep } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import type { Row } from "./rows";
import { partShown } from "./states";

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
    return state === undefined ? [] : [{ ...row, shown: partShown(state) }];
  });
}

/** What the step did, in a few words. */
export function stepWords({ node, type, added }: ReplayStep): string {
  const said = words.runs.step;
  const who = node === null ? said.graph : node.slice(node.lastIndexOf("/") + 1);
  return type === "spawn.compiled" ? said.planned(who, added.length) : said.did(who, said.types[type]);
}
