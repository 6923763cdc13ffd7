/**
 * Waits for a state of the world that no event announces, such as a process being gone.
 * It ends as soon as the state holds and throws with the last thing it saw when time is up.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** Agent CLIs take several seconds each on a busy machine; a wait that succeeds costs none of it. */
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_INTERVAL_MS = 20;

/** Settings of {@link waitFor}. */
export interface WaitForOptions {
  /** Default 30 000. */
  readonly timeoutMs?: number;
  /** Default 20. */
  readonly intervalMs?: number;
  /** What is waited for; named in the error. */
  readonly what?: string;
}

/**
 * Asks again and again until the answer is truthy, and returns that answer.
 *
 * @param predicate - A thrown error counts as "not yet" and becomes the cause of the timeout.
 * @throws When time is up.
 */
export async function waitFor<T>(
  predicate: () => T | Promise<T>,
  { timeoutMs = DEFAULT_TIMEOUT_MS, intervalMs = DEFAULT_INTERVAL_MS, what }: WaitForOptions = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await predicate();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(intervalMs);
  } while (performance.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what ?? "a condition"}`, { cause });
}
