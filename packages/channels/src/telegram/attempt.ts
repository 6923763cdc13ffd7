/** One call of the Bot API. */
import type { Api } from "grammy";
import { telegramError } from "./telegram-error.js";

const CALL_MS = 30_000;

type ApiSignal = Parameters<Api["getMe"]>[0];

/** @param what names it, for errors @throws PlatformError */
export async function attempt<T>(
  what: string,
  signal: AbortSignal,
  call: (signal: ApiSignal) => Promise<T>,
  limitMs = CALL_MS,
): Promise<T> {
  try {
    // grammY names the type of a polyfill; Node's own signal has all that it uses.
    return await call(AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) as ApiSignal);
  } catch (error) {
    throw telegramError(error, what);
  }
}
