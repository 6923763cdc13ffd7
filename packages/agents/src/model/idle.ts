/** Ends what stays silent: a provider that keeps its connection open without a word would hold a run for ever. */
import { AWAKE_STEP_MS, asleepIn } from "@tinyagi/contracts";

/** Longest silence of a stream, unless settings say otherwise. Some models think for minutes before their first word. */
export const DEFAULT_IDLE_TIMEOUT_MS = 600_000;

/** A watch over work that must not stay silent for too long. Made by {@link watchIdle}. */
export interface IdleWatch {
  /** Aborts with the outer signal, and after too long a silence. */
  readonly signal: AbortSignal;
  /** A sign of life. */
  touch(): void;
  /** While it waits for something of its own, such as a tool call, silence does not count. */
  setWaiting(waits: boolean): void;
  /** The failure when silence was the end, else `error`. */
  explain(error: unknown): unknown;
  /** To be called once, however the stream ends. */
  release(): void;
}

/**
 * Watches over work that tells of itself by `touch`.
 *
 * @param idleTimeoutMs longest silence, milliseconds, without the time in which the machine sleeps
 * @param silence what the signal aborts with, and what the work is said to have failed with
 */
export function watchIdle(outer: AbortSignal, idleTimeoutMs: number, silence: Error): IdleWatch {
  const controller = new AbortController();
  const follow = () => controller.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener("abort", follow, { once: true });
  let waits = false;
  let silentMs = 0;
  let since = performance.now();
  const touch = () => {
    silentMs = 0;
    since = performance.now();
  };
  function wait(): NodeJS.Timeout {
    const plannedMs = Math.max(1, Math.min(idleTimeoutMs - silentMs, AWAKE_STEP_MS));
    const began = performance.now();
    return setTimeout(() => {
      const now = performance.now();
      // What was asleep within the step is no silence, and neither is what came before the last sign of life.
      if (waits) touch();
      else silentMs += Math.max(0, now - since - asleepIn(plannedMs, now - began));
      since = now;
      if (silentMs >= idleTimeoutMs) controller.abort(silence);
      else timer = wait();
    }, plannedMs);
  }
  let timer = wait();
  return {
    signal: controller.signal,
    touch,
    setWaiting(waiting) {
      waits = waiting;
      touch();
    },
    explain: (error) => (controller.signal.reason === silence ? silence : error),
    release() {
      clearTimeout(timer);
      outer.removeEventListener("abort", follow);
    },
  };
}
