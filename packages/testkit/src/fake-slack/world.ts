/** Messages of the fake Slack, of people and of the bot. */

import type { ShownSlackMessage } from "./types.js";
import { visibleOnSlack } from "./visible-text.js";

export interface SlackRecord {
  readonly ts: string;
  readonly channel: string;
  readonly user: string;
  readonly thread_ts?: string;
  text: string;
  blocks: readonly SlackBlock[];
  readonly file?: { readonly name: string; readonly bytes: Uint8Array };
  readonly reactions: Set<string>;
  /** What the event of the message contains besides. */
  readonly more: Readonly<Record<string, unknown>>;
}

export interface SlackBlock {
  readonly type: string;
  readonly elements?: readonly { readonly text?: unknown; readonly value?: string }[];
}

/** A refusal of the Web API. */
export class SlackRefusal extends Error {}

export interface SlackWorld {
  readonly records: SlackRecord[];
  add(record: Partial<SlackRecord> & Pick<SlackRecord, "channel" | "user" | "text">): SlackRecord;
  /** @throws SlackRefusal `message_not_found` */
  find(channel: unknown, ts: unknown): SlackRecord;
  shown(channel: string, botId: string): ShownSlackMessage[];
  history(fields: Fields): Record<string, unknown>;
}

export type Fields = Readonly<Record<string, string | undefined>>;

export function createWorld(): SlackWorld {
  const records: SlackRecord[] = [];
  let count = 0;
  const nextTs = (): string => {
    count += 1;
    return `${Math.floor(Date.now() / 1_000)}.${String(count).padStart(6, "0")}`;
  };
  return {
    records,
    add(record) {
      const added: SlackRecord = {
        ts: nextTs(),
        blocks: [],
        reactions: new Set(),
        more: {},
        ...record,
      };
      records.push(added);
      return added;
    },
    find(channel, ts) {
      const found = records.find((record) => record.channel === channel && record.ts === ts);
      if (found === undefined) throw new SlackRefusal("message_not_found");
      return found;
    },
    shown: (channel, botId) =>
      records
        .filter((record) => record.channel === channel && record.user === botId)
        .map(({ ts, text, blocks, thread_ts: replyTo, file }) => ({
          id: ts,
          chatId: channel,
          text: visibleOnSlack(text, blocks as never),
          replyTo,
          buttons: toButtons(blocks).map(({ label }) => label),
          ...(file === undefined ? {} : { file }),
        })),
    history: (fields) => ({ messages: toPage(records, fields), response_metadata: { next_cursor: "" } }),
  };
}

export function toButtons(blocks: readonly SlackBlock[]): { label: string; value: string }[] {
  return blocks
    .filter(({ type }) => type === "actions")
    .flatMap(({ elements = [] }) => elements)
    .map(({ text, value = "" }) => ({ label: (text as { text: string }).text, value }));
}

/** Newest first, as Slack does; replies are only in the answer for their thread. */
function toPage(records: readonly SlackRecord[], { channel, ts, oldest = "0", latest, inclusive }: Fields) {
  return records
    .filter((record) => record.channel === channel)
    .filter((record) =>
      ts === undefined ? record.thread_ts === undefined : [record.thread_ts, record.ts].includes(ts),
    )
    .filter(
      (record) => record.ts > oldest || (inclusive === "true" && record.ts === oldest) || record.ts === ts,
    )
    .filter((record) => latest === undefined || record.ts <= latest)
    .map(buildEvent)
    .toReversed();
}

export function buildEvent({ channel, ts, user, text, blocks, thread_ts, more }: SlackRecord) {
  return {
    type: "message",
    channel,
    ts,
    user,
    text,
    blocks,
    channel_type: channel.startsWith("D") ? "im" : "channel",
    ...(thread_ts === undefined ? {} : { thread_ts }),
    ...more,
  };
}
