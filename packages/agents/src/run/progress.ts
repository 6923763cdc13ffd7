/** No-progress detection: the same calls with the same results, again and again, also in turns with others. */
import type { ToolCallPart, ToolResultPart } from "../model/model.js";

export interface ProgressWatch {
  /** Notes a round; answers whether it has now been seen `limit` times among the last `2 × limit` rounds. */
  isStuck(calls: readonly ToolCallPart[], results: readonly ToolResultPart[]): boolean;
}

/** @param limit equal rounds that count as no progress, at least 2 */
export function createProgressWatch(limit: number): ProgressWatch {
  const recent: string[] = [];
  return {
    isStuck(calls, results) {
      const round = JSON.stringify([
        calls.map((call) => [call.toolName, canonical(call.input)]),
        results.map((result) => result.output),
      ]);
      recent.push(round);
      if (recent.length > 2 * limit) recent.shift();
      return recent.filter((known) => known === round).length >= limit;
    },
  };
}

/** The same object with its keys in order: models write equal inputs in any order. */
function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, entry]) => [key, canonical(entry)]);
}
