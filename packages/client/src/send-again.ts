/**
 * Sends until the server answers. The request has an id, so a repeat after a lost answer is accepted once. Never repeats a
 * send that the server refused, or that reached nobody.
 */
import { isAppError } from "@tinyagi/contracts";
import { pause } from "./deadline.js";
import { wasRefusedConnection } from "./failure.js";

const SEND_TRIES = 5;
const SEND_RETRY_MS = 300;

export interface Sending<T> {
  /** The same request each time. */
  send: () => Promise<T>;
  /** What was accepted although its answer was lost. */
  find: () => Promise<T>;
}

/** @throws AppError the refusal, or that the daemon cannot be reached */
export async function sendAgain<T>({ send, find }: Sending<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isAppError(error) || signal.aborted) throw error;
      if (error.code === "DUPLICATE_MESSAGE" && attempt > 1) return find();
      const lostAnswer = error.retryable && !(attempt === 1 && wasRefusedConnection(error));
      if (!lostAnswer || attempt >= SEND_TRIES) throw error;
      await pause(SEND_RETRY_MS * 2 ** (attempt - 1), signal);
    }
  }
}
