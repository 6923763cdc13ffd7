/**
 * Waits for a state that no event announces, such as the end of a process.
 * It returns as soon as the state is reached, and throws with the last error on timeout.
 */
import { setTimeout as sleep } from "node:timers/promises";

/** Agent CLIs take several seconds each on a busy machine. A successful wait returns immediately. */
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_INTERVAL_MS = 20;
/** Looking costs processor time that the awaited work needs, so a long wait looks less often: it is late by a tenth of itself. */
const LATE_BY = 0.1;
const MAX_INTERVAL_MS = 250;

/** Settings of {@link waitFor}. */
export interface WaitForOptions {
  /** Default 30 000. */
  readonly timeoutMs?: number;
  /** The shortest pause between two looks; it grows to a tenth of the time waited, at most 250. Default 20. */
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
  const began = performance.now();
  const deadline = began + timeoutMs;
  let cause: unknown;
  do {
    try {
      const value = await predicate();
      if (value) return value;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    const grown = Math.min((performance.now() - began) * LATE_BY, MAX_INTERVAL_MS);
    await sleep(Math.max(intervalMs, grown));
  } while (performance.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms in vain for ${what ?? "a condition"}`, { cause });
}
