/** The graph at one step of its history. Pure; nothing runs again. */
import { type GraphNodeState, nodeName, type ReplayStep } from "@tinyagi/contracts";
import { words } from "../../locale/words";
import { partShown } from "../../ui/states";
import { type Figures, figuresAt, NO_FIGURES, sum } from "./figures";
import { groupAttempts, type Row } from "./rows";

/** The rows after the first `count` steps: parts with their state and figures of that time, without those that came later. */
export function rowsAt(rows: readonly Row[], steps: readonly ReplayStep[], count: number): Row[] {
  const states = statesAt(steps, count);
  const at = steps[Math.min(count, steps.length) - 1]?.at ?? null;
  const then = rows.flatMap((row): Row[] => {
    if (row.node === undefined) return at === null || hasBegun(row, at) ? [withFigures(row, at)] : [];
    const state = states.get(row.node);
    return state === undefined ? [] : [{ ...withFigures(row, at), shown: partShown(state) }];
  });
  return withTotals(then, rows);
}

function hasBegun(row: Row, at: number): boolean {
  return groupAttempts(row).some(({ createdAt }) => createdAt <= at);
}

function withFigures(row: Row, at: number | null): Row {
  // An earlier release stored no times, so what it had cost by then is not known.
  if (at === null) return { ...row, ...NO_FIGURES };
  const tries = groupAttempts(row).filter(({ createdAt }) => createdAt <= at);
  return {
    ...row,
    ...figuresAt(tries, at),
    run: tries.at(-1),
    attempts: tries.slice(0, -1),
  };
}

/**
 * Adds each row to the one that started it, from the last to the first, so that a sum is complete when it is added. Where
 * that one is left out, to the next above it that is shown.
 *
 * @param rows of `all` those that are shown
 */
function withTotals(rows: readonly Row[], all: readonly Row[]): Row[] {
  const parentOf = new Map(all.map(({ key, parent }) => [key, parent]));
  const totals = new Map<string, Figures["total"]>(rows.map(({ key, own }) => [key, own]));
  for (const { key } of rows.toReversed()) {
    let above = parentOf.get(key);
    while (above !== undefined && !totals.has(above)) above = parentOf.get(above);
    if (above !== undefined) totals.set(above, sum([totals.get(above) ?? {}, totals.get(key) ?? {}]));
  }
  return rows.map((row) => ({ ...row, total: totals.get(row.key) ?? {} }));
}

/** What is not in it did not exist yet. */
function statesAt(steps: readonly ReplayStep[], count: number): ReadonlyMap<string, GraphNodeState> {
  const states = new Map<string, GraphNodeState>();
  for (const step of steps.slice(0, count))
    for (const [node, state] of Object.entries(step.states)) states.set(node, state);
  return states;
}

/** What the step did, in a few words. */
export function stepWords({ node, type, added }: ReplayStep): string {
  const said = words.runs.step;
  const who = node === null ? said.graph : nodeName(node);
  return type === "spawn.compiled" ? said.planned(who, added.length) : said.did(who, said.types[type]);
}
