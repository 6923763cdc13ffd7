/**
 * Long polling. Guarantees: an update is confirmed only when it and all before it were taken; one that takes long delays no
 * other chat; a connection that gives no sign of life is replaced; it goes on after any outage, and ends only when the token
 * is not valid or `signal` aborts.
 */

import type { Api } from "grammy";
import type { Update } from "grammy/types";
import type { AdapterEvents } from "../adapter/channel-adapter.js";
import { lostConnection } from "../adapter/connection.js";
import { foreignAnswer } from "../adapter/foreign-answer.js";
import { backoffMs, type Timing } from "../base/timing.js";
import { cutAlbum, partsOfAlbums } from "./albums.js";
import { PLATFORM, telegramError } from "./telegram-error.js";
import { createUnderWay, type UnderWay } from "./under-way.js";

/** How long the server holds a request without updates. */
const HOLD_S = 25;
/** A request that is open longer than this is dead: half-open sockets never answer. */
const STALL_MS = (HOLD_S + 15) * 1_000;
const UPDATES = ["message", "edited_message", "callback_query"] as const;
/** Updates of one answer, at most. */
const BATCH_MAX = 100;
/** While something takes long, new updates are asked for this often: Telegram answers at once with those it still has. */
const BUSY_MS = 1_000;
/** The parts of an album arrive one after the other, within this time. */
const ALBUM_MS = 500;

export interface PollOptions {
  readonly api: Api;
  readonly timing: Timing;
  readonly signal: AbortSignal;
  readonly connection: AdapterEvents["connection"];
  /** Name of the bot. */
  readonly account: string;
  /** Resolves when all are taken. They are of one chat. */
  readonly take: (updates: readonly Update[]) => Promise<void>;
}

/** @throws PlatformError `unauthorized` */
export async function poll(options: PollOptions): Promise<void> {
  const { signal, connection, account } = options;
  const underWay = createUnderWay(options.take);
  await persistently(options, async (isBack) => {
    // The first request after an outage is answered at once, so that the state is known.
    let holdS = 0;
    while (!signal.aborted) {
      const offset = underWay.nextOffset();
      const first = await next(options, { offset, timeout: holdS });
      isBack();
      connection({ state: "connected", account });
      underWay.begin(await withAlbums(options, { underWay, offset, updates: first }));
      await upTo(BUSY_MS, underWay.idle(), options);
      holdS = underWay.isEmpty ? HOLD_S : 0;
    }
  });
}

/** Waits for the end of `work`, but no longer than this. @throws what `work` throws until then */
async function upTo(ms: number, work: Promise<void>, { timing, signal }: PollOptions): Promise<void> {
  const over = new AbortController();
  const pause = timing.sleep(ms, AbortSignal.any([signal, over.signal])).catch(() => {});
  try {
    await Promise.race([work, pause]);
  } finally {
    over.abort();
    await pause;
  }
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
      connection(lostConnection(error));
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal).catch(() => {});
    }
  }
  return undefined;
}

/**
 * Asks again while parts of albums arrive: an album is one message, and nothing of it is confirmed before. An album that
 * the end of a full answer cuts is left for the next one.
 */
async function withAlbums(
  options: PollOptions,
  { underWay, offset, updates }: { underWay: UnderWay; offset: number; updates: readonly Update[] },
): Promise<readonly Update[]> {
  let [answer, parts] = [updates, 0];
  let fresh = underWay.unknown(answer);
  while (partsOfAlbums(fresh) > parts) {
    parts = partsOfAlbums(fresh);
    await options.timing.sleep(ALBUM_MS, options.signal);
    answer = await next(options, { offset, timeout: 0 });
    fresh = underWay.unknown(answer);
  }
  return answer.length < BATCH_MAX ? fresh : cutAlbum(fresh);
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
    const query = { ...asked, limit: BATCH_MAX, allowed_updates: UPDATES };
    const updates = await api.getUpdates(query, both as never);
    if (!Array.isArray(updates)) throw foreignAnswer({ platform: PLATFORM, what: "updates" });
    return updates;
  } finally {
    request.abort();
    await watchdog;
  }
}
