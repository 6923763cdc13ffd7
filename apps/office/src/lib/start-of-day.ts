/** Midnight of the reader's day. */
export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
