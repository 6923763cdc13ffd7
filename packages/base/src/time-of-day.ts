/** Times of a day on the machine's clock. Days on which the clock is set count as they are: each has each time once. */

/**
 * @param at hours and minutes, such as `18:00`
 * @returns the latest such time that is not after `now`
 */
export function lastTimeOfDay(at: string, now: number): number {
  const [hours, minutes] = at.split(":").map(Number);
  const today = new Date(now);
  const on = (daysBefore: number): number =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - daysBefore, hours, minutes).getTime();
  return on(0) <= now ? on(0) : on(1);
}

/** When the day of a time began: the same for all times of one day. */
export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
