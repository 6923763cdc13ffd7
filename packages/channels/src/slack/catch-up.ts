/**
 * Asks Slack for messages that came while nobody listened: it repeats a message only for some minutes. Reads the direct
 * chats and threads of approved people, and the listed channels.
 */
import { PlatformError } from "../adapter/platform-error.js";
import type { Log } from "../base/log.js";
import { backoffMs, type Timing } from "../base/timing.js";
import { messageSchema, type SlackMessage } from "./envelope.js";
import type { SlackCalls } from "./slack-calls.js";

const PAGE = 100;

export interface CatchUpOptions {
  readonly calls: SlackCalls;
  readonly timing: Timing;
  readonly log: Log;
}

export interface MissedPlace {
  readonly channel: string;
  readonly thread?: string;
  /** Time stamp after which messages are missing. */
  readonly after: string;
}

/**
 * Repeats what fails, except in a chat that the bot may not read any more.
 * @returns the messages, oldest first
 * @throws the reason of the signal; PlatformError `unauthorized`
 */
export async function missedMessages(
  options: CatchUpOptions,
  place: MissedPlace,
  signal: AbortSignal,
): Promise<SlackMessage[]> {
  const found: SlackMessage[] = [];
  let cursor = "";
  do {
    const page = await readPage(options, { place, cursor }, signal);
    found.push(...page.messages);
    cursor = page.cursor;
  } while (cursor !== "");
  return found.sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

interface Page {
  readonly messages: readonly SlackMessage[];
  readonly cursor: string;
}

async function readPage(
  { calls, timing, log }: CatchUpOptions,
  { place, cursor }: { place: MissedPlace; cursor: string },
  signal: AbortSignal,
): Promise<Page> {
  const { channel, thread, after } = place;
  const query = { channel, oldest: after, limit: PAGE, ...(cursor === "" ? {} : { cursor }) };
  for (let failures = 1; ; failures += 1) {
    try {
      const answer = await calls.call({ what: "missed messages", signal }, (api) =>
        thread === undefined
          ? api.conversations.history(query)
          : api.conversations.replies({ ...query, ts: thread }),
      );
      const messages = (answer.messages ?? []).flatMap((raw) => {
        const { data } = messageSchema.safeParse({ ...raw, channel });
        // The first message of a thread is always in the answer.
        return data === undefined || data.ts <= after ? [] : [data];
      });
      return { messages, cursor: answer.response_metadata?.next_cursor ?? "" };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof PlatformError) || error.kind === "unauthorized") throw error;
      log("warn", "missed messages could not be read", { kind: error.kind, failures });
      if (error.kind === "permanent") return { messages: [], cursor: "" };
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal);
    }
  }
}
