/**
 * Long polling. Guarantees: an update is confirmed only when everything of its batch was taken; a connection that gives no
 * sign of life is replaced; it goes on after any outage, and ends only when the token is not valid or `signal` aborts.
 */
import type { Api } from "grammy";
import type { Update } from "grammy/types";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import { backoffMs, type Timing } from "../base/timing.js";
import { telegramError } from "./telegram-error.js";

/** How long the server holds a request without updates. */
const HOLD_S = 25;
/** A request that is open longer than this is dead: half-open sockets never answer. */
const STALL_MS = (HOLD_S + 15) * 1_000;
const UPDATES = ["message", "callback_query"] as const;

export interface PollOptions {
  readonly api: Api;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly connection: AdapterEvents["connection"];
  /** Name of the bot. */
  readonly account: string;
  /** Resolves when all are taken. */
  readonly take: (updates: readonly Update[]) => Promise<void>;
}

/** @throws PlatformError `unauthorized` */
export async function poll(options: PollOptions): Promise<void> {
  const { signal, connection, account } = options;
  let offset = 0;
  await persistently(options, async (isBack) => {
    // The first request after an outage is answered at once, so that the state is known.
    let holdS = 0;
    while (!signal.aborted) {
      const updates = await next(options, { offset, timeout: holdS });
      isBack();
      holdS = HOLD_S;
      connection({ state: "connected", account });
      await options.take(updates);
      offset = (updates.at(-1)?.update_id ?? offset - 1) + 1;
    }
  });
}

/**
 * Repeats `work` until it ends, after growing pauses.
 * @param work calls `isBack` when the platform answered
 * @throws PlatformError `unauthorized`
 */
export async function persistently<T>(
  { timing, signal, connection }: Pick<PollOptions, "timing" | "signal" | "connection">,
  work: (isBack: () => void) => Promise<T>,
): Promise<T | undefined> {
  let failures = 0;
  const isBack = () => {
    failures = 0;
  };
  while (!signal.aborted) {
    try {
      return await work(isBack);
    } catch (cause) {
      if (signal.aborted) return undefined;
      const error = telegramError(cause, "a request");
      if (error.kind === "unauthorized") throw error;
      failures += 1;
      connection({ state: "reconnecting", reason: error.message });
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal).catch(() => {});
    }
  }
  return undefined;
}

async function next(
  { api, timing, signal }: PollOptions,
  asked: { offset: number; timeout: number },
): Promise<Update[]> {
  const request = new AbortController();
  const both = AbortSignal.any([signal, request.signal]);
  const watchdog = timing.sleep(STALL_MS, both).then(
    () => request.abort(new Error("Telegram gave no sign of life")),
    () => {},
  );
  try {
    return await api.getUpdates({ ...asked, limit: 100, allowed_updates: UPDATES }, both as never);
  } finally {
    request.abort();
    await watchdog;
  }
}
