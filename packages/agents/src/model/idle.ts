/** Ends what stays silent: a provider that keeps its connection open without a word would hold a run for ever. */
import { MAX_TIMER_MS } from "../clock.js";

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
 * @param idleTimeoutMs longest silence, milliseconds; more than a timer holds (24.8 days) counts as that
 * @param silence what the signal aborts with, and what the work is said to have failed with
 */
export function watchIdle(outer: AbortSignal, idleTimeoutMs: number, silence: Error): IdleWatch {
  const controller = new AbortController();
  const follow = () => controller.abort(outer.reason);
  if (outer.aborted) follow();
  else outer.addEventListener("abort", follow, { once: true });
  let waits = false;
  const late = () => {
    if (waits) timer.refresh();
    else controller.abort(silence);
  };
  const timer = setTimeout(late, Math.min(idleTimeoutMs, MAX_TIMER_MS));
  return {
    signal: controller.signal,
    touch: () => void timer.refresh(),
    setWaiting(waiting) {
      waits = waiting;
      timer.refresh();
    },
    explain: (error) => (controller.signal.reason === silence ? silence : error),
    release() {
      clearTimeout(timer);
      outer.removeEventListener("abort", follow);
    },
  };
}
