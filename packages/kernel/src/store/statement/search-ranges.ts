/** Numbers of the entries of the full-text index: each source has its own range, so that a search reads only its part. */

/** The last range ends below 2^53. */
const RANGE = 2 ** 48;
const RANGES = { history: 1, room: 2, task: 3, comment: 4 } as const;

export type SearchSource = keyof typeof RANGES;

/** Bounds of a source's numbers, both exclusive. */
export function toRange(source: SearchSource): { above: number; below: number } {
  return { above: RANGES[source] * RANGE - 1, below: (RANGES[source] + 1) * RANGE };
}

/** Bounds of the tasks' and comments' numbers, both exclusive. */
export const BOARD_RANGE = { above: toRange("task").above, below: toRange("comment").below } as const;
