/** Asks Discord for the messages of a chat that came after a given one. */
import type { APIMessage } from "@discordjs/core/http-only";
import { foreignAnswer } from "../adapter/foreign-answer.js";
import { PlatformError } from "../adapter/platform-error.js";
import type { Log } from "../base/log.js";
import { backoffMs, type Timing } from "../base/timing.js";
import type { DiscordCalls } from "./discord-calls.js";
import { PLATFORM } from "./discord-error.js";

const PAGE = 100;

export interface HistoryOptions {
  readonly calls: DiscordCalls;
  readonly timing: Timing;
  readonly log: Log;
}

/**
 * Calls `take` for each message, oldest first. Repeats what fails, except in a chat that the bot may not read any more.
 * @throws the reason of the signal; PlatformError `unauthorized`
 */
export async function readHistory(
  options: HistoryOptions,
  { channelId, after, take }: { channelId: string; after: bigint; take: (message: APIMessage) => void },
  signal: AbortSignal,
): Promise<void> {
  let from = String(after);
  for (;;) {
    const page = await readPage(options, { channelId, after: from }, signal);
    for (const message of page.toReversed()) take(message);
    const newest = page[0];
    if (newest === undefined || page.length < PAGE) return;
    from = newest.id;
  }
}

async function readPage(
  { calls, timing, log }: HistoryOptions,
  { channelId, after }: { channelId: string; after: string },
  signal: AbortSignal,
): Promise<APIMessage[]> {
  for (let failures = 1; ; failures += 1) {
    try {
      const what = "missed messages";
      const page = await calls.call({ what, signal }, (api, options) =>
        api.channels.getMessages(channelId, { after, limit: PAGE }, options),
      );
      if (!Array.isArray(page)) throw foreignAnswer({ platform: PLATFORM, what });
      return page;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PlatformError) || error.kind === "unauthorized") throw error;
      log("warn", "missed messages could not be read", { kind: error.kind, failures });
      if (error.kind === "permanent") return [];
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal);
    }
  }
}
