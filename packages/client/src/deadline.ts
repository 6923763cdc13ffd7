/**
 * A signal that aborts with its parent or after a timeout, whichever comes first. Always call `end`: a pending timer
 * would keep a command line program alive.
 */

export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the timeout, not the parent, aborted it. */
  readonly expired: () => boolean;
  readonly end: () => void;
}

/** @param timeoutMs absent or infinite: only the parent aborts it */
export function startDeadline(parent: AbortSignal | undefined, timeoutMs?: number): Deadline {
  const controller = new AbortController();
  let expired = false;
  const onAbort = (): void => controller.abort(parent?.reason);
  if (parent?.aborted) onAbort();
  else parent?.addEventListener("abort", onAbort, { once: true });
  const timer =
    timeoutMs === undefined || !Number.isFinite(timeoutMs)
      ? undefined
      : setTimeout(() => {
          expired = true;
          controller.abort(new DOMException("the time for this call ran out", "TimeoutError"));
        }, timeoutMs);
  return {
    signal: controller.signal,
    expired: () => expired,
    end: () => {
      clearTimeout(timer);
      parent?.removeEventListener("abort", onAbort);
    },
  };
}

/** Resolves after `ms`, or immediately when the signal aborts. Never rejects. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
