/** No-progress detection: the same calls with the same results, again and again, also in turns with others. */
import type { ToolCallPart, ToolResultPart } from "../model/model.js";

/** Written as text only once there are enough rounds to compare: most runs have few. */
interface Round {
  calls: readonly ToolCallPart[];
  results: readonly ToolResultPart[];
  text?: string;
}

export class ProgressWatch {
  readonly #limit: number;
  readonly #recent: Round[] = [];

  /** @param limit equal rounds that count as no progress, at least 2 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Notes a round; answers whether it has now been seen `limit` times among the last `2 × limit` rounds. */
  isStuck(calls: readonly ToolCallPart[], results: readonly ToolResultPart[]): boolean {
    const recent = this.#recent;
    const round: Round = { calls, results };
    recent.push(round);
    if (recent.length < this.#limit) return false;
    if (recent.length > 2 * this.#limit) recent.shift();
    return recent.filter((known) => toText(known) === toText(round)).length >= this.#limit;
  }
}

function toText(round: Round): string {
  round.text ??= JSON.stringify([
    round.calls.map((call) => [call.toolName, canonical(call.input)]),
    round.results.map((result) => result.output),
  ]);
  return round.text;
}

/** The same object with its keys in order: models write equal inputs in any order. */
function canonical(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, entry]) => [key, canonical(entry)]);
}
