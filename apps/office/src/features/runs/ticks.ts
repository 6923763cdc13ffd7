/** Where the axis of a timeline has its marks: at round times, few enough to be read. Pure. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS_MS: readonly number[] = [
  ...[100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((many) => many * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((many) => many * MINUTE),
  ...[1, 2, 3, 6, 12].map((many) => many * HOUR),
  ...[1, 2, 7, 14, 30].map((many) => many * DAY),
];
const MOST = 5;
/** A mark nearer to the end has no room for its time. */
const LAST = 0.9;

/** @returns milliseconds since the start, without 0 */
export function listTicks(lengthMs: number): number[] {
  const step = STEPS_MS.find((one) => lengthMs / one <= MOST) ?? Math.ceil(lengthMs / MOST / DAY) * DAY;
  const count = Math.floor((lengthMs * LAST) / step);
  return Array.from({ length: count }, (_, i) => (i + 1) * step);
}
