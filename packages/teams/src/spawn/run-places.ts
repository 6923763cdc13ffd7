/**
 * What a page of runs shows of their surroundings: the node of each, and the usage of the run with all runs below it.
 * One statement each for the whole page, linear in the trees of the page.
 */
import type { RunPlace, Usage } from "@tinyagi/contracts";
import { addUsage } from "@tinyagi/graph";
import type { RunRow, Store } from "@tinyagi/kernel";
import { toUsage } from "./outcome.js";

/** @returns the place of each row, in the order of the rows */
export function placesOfRuns(store: Store, rows: readonly RunRow[]): Omit<RunPlace, "task" | "joins">[] {
  if (rows.length === 0) return [];
  const totals = sumTotals(store, [...new Set(rows.map((row) => row.root_run_id))]);
  const messages = [...new Set(rows.map((row) => row.message_row_id))];
  const nodes = new Map(
    store.graphs.nodesOf(messages).map(({ message, graphId, nodeId }) => [message, { graphId, nodeId }]),
  );
  return rows.map((row) => {
    const node = nodes.get(row.message_row_id);
    return { ...(node && { node }), total: totals.get(row.id) ?? {} };
  });
}

/** Each run adds its sum to its parent. From the newest to the oldest, so that a sum is complete when it is added. */
function sumTotals(store: Store, roots: readonly string[]): ReadonlyMap<string, Usage> {
  const rows = store.runs.usageUnder(roots);
  const totals = new Map(rows.map((row): [string, Usage] => [row.id, ownUsage(row)]));
  for (const { id, parent_run_id: parent } of rows.reverse()) {
    const above = parent === null ? undefined : totals.get(parent);
    if (parent !== null && above !== undefined) totals.set(parent, addUsage(above, totals.get(id) ?? {}));
  }
  return totals;
}

function ownUsage(row: ReturnType<Store["runs"]["usageUnder"]>[number]): Usage {
  return toUsage({
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedTokens: row.cached_tokens,
    costUsd: row.cost_usd,
    estimated: row.cost_estimated,
  });
}
