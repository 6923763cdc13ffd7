/**
 * Waits for a state that no event announces, such as the end of a process.
 * It returns as soon as the state is reached, and throws with the last error on timeout.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** Agent CLIs take several seconds each on a busy machine. A successful wait returns immediately. */
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
 * Calls `predicate` repeatedly until its answer is truthy, and returns that answer.
 *
 * @param predicate - A thrown error counts as "not yet" and becomes the cause of the timeout.
 * @throws On timeout.
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
