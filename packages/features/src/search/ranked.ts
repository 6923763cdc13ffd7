/**
 * Finds the best entries without ranking all matches. FTS5 ranks every match in one uninterrupted statement, which
 * took 0.24 s for 100,000 matches. Of each source only the newest are ranked.
 */

import type { SearchFilter, SearchRow, SearchStatements } from "@tinyagi/kernel";
import { type SearchSource, toRange } from "@tinyagi/kernel";

/** Matches of one source that are ranked; 10,000 take about 30 ms. */
export const RANKED_MAX = 5_000;

const SOURCES = {
  message: ["history"],
  reply: ["history"],
  room: ["room"],
  task: ["task"],
  comment: ["comment"],
} as const satisfies Record<NonNullable<SearchFilter["kind"]>, readonly SearchSource[]>;
const ALL: readonly SearchSource[] = ["history", "room", "task", "comment"];

export interface Ranked {
  /** Best first. */
  rows: SearchRow[];
  /** Whether a source has more matches than `RANKED_MAX`. Its older ones were not considered. */
  capped: boolean;
}

export function findRanked(
  search: Pick<SearchStatements, "find" | "newestMatch">,
  filter: Omit<SearchFilter, "above" | "below">,
): Ranked {
  const rows: SearchRow[] = [];
  let capped = false;
  for (const source of filter.kind === undefined ? ALL : SOURCES[filter.kind]) {
    const { above, below } = toRange(source);
    const last = search.newestMatch({ match: filter.match, above, below, skip: RANKED_MAX });
    if (last !== undefined) capped = true;
    rows.push(...search.find({ ...filter, above: last ?? above, below }));
  }
  rows.sort((a, b) => a.rank - b.rank);
  return { rows: rows.slice(0, filter.limit), capped };
}
