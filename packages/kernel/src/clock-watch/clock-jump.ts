/**
 * Decides whether time went on as timers think it did. A machine that sleeps, a process that is stopped, a clock that is set
 * and a zone that changes all make timers wrong that wait for a date. Pure.
 */

/** A change below this is a busy machine, or a clock that is corrected in small steps. */
export const JUMP_MIN_MS = 4_000;

/** All clocks at one time, in milliseconds. */
export interface Moment {
  /** Since the epoch. */
  wall: number;
  /** It may stand still while the machine sleeps. */
  monotonic: number;
  /** Since the start of the machine, with its sleep. */
  uptime: number;
  /** IANA name. */
  zone: string;
}

export interface ClockJump {
  /** `asleep`: this process took no turn. `set`: the clock was set. `zone`: only the zone of the machine changed. */
  kind: "asleep" | "set" | "zone";
  /** How long it slept, or how far the clock was set; negative: back. */
  seconds: number;
}

/** @param expectedMs how long after `before` the second look was due */
export function decideJump(before: Moment, now: Moment, expectedMs: number): ClockJump | undefined {
  const passedMs = Math.max(now.monotonic - before.monotonic, now.uptime - before.uptime);
  const setMs = now.wall - before.wall - passedMs;
  const asleepMs = passedMs - expectedMs;
  const seconds = (ms: number) => Math.round(ms / 1_000);
  if (Math.abs(setMs) >= JUMP_MIN_MS && Math.abs(setMs) > asleepMs)
    return { kind: "set", seconds: seconds(setMs) };
  if (asleepMs >= JUMP_MIN_MS) return { kind: "asleep", seconds: seconds(asleepMs) };
  return before.zone === now.zone ? undefined : { kind: "zone", seconds: 0 };
}
