/** What the bot sends, changes and shows. */
import { readFile } from "node:fs/promises";
import type { WebClient } from "@slack/web-api";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Chat } from "../adapter/chat.js";
import { idIn } from "../adapter/foreign-answer.js";
import type { ReplyFile } from "../adapter/outgoing.js";
import { PlatformError } from "../adapter/platform-error.js";
import { createMoods } from "./moods.js";
import { type SlackBody, slackBody, threadFor } from "./outgoing-bodies.js";
import { type SlackCalls, UPLOAD_MS } from "./slack-calls.js";
import { PLATFORM, slackError, toRefusal } from "./slack-error.js";
import type { SlackSettings } from "./slack-settings.js";

/** The message that was answered is gone. */
const NO_THREAD: ReadonlySet<string | undefined> = new Set([
  "thread_not_found",
  "invalid_thread_ts",
  "cannot_reply_to_message",
]);
/** Slack cannot draw the blocks. */
const NO_BLOCKS: ReadonlySet<string | undefined> = new Set(["invalid_blocks", "invalid_blocks_format"]);
const UNCHANGED: ReadonlySet<string | undefined> = new Set(["message_not_found_or_unchanged", "no_change"]);
const GONE: ReadonlySet<string | undefined> = new Set(["message_not_found"]);

type Sending = Required<
  Pick<
    ChannelAdapter,
    "sendText" | "sendFile" | "typing" | "editText" | "removeButtons" | "deleteMessage" | "react"
  >
>;

export interface SendingOptions {
  readonly calls: SlackCalls;
  readonly settings: SlackSettings;
}

export function createSending(options: SendingOptions): Sending {
  return { ...sending(options), ...changing(options), react: createMoods(options.calls) };
}

/** Nobody is called by what an agent writes, and no page is fetched for it. */
const QUIET = { link_names: false, unfurl_links: false, unfurl_media: false } as const;

function sending(options: SendingOptions): Pick<Sending, "sendText" | "sendFile" | "typing"> {
  const { calls } = options;
  let hasStatus = true;
  return {
    sendText: (chat, text, signal) =>
      calls.call({ what: "a message", signal }, async (api) => {
        const place = threadFor(chat.thread, text.replyTo);
        const sent = await posted(api, chat, { body: slackBody(text), place });
        return { chat, id: idIn(sent, "ts", { platform: PLATFORM, what: "a message" }) };
      }),
    async sendFile(chat, file, signal) {
      const id = await upload(options, { chat, file }, signal);
      return { chat, id };
    },
    // Only apps with the assistant feature have it. Others show progress by an edited message.
    async typing(chat, signal) {
      const { thread } = chat;
      if (!hasStatus || thread === undefined) return;
      await calls.call({ what: "typing", signal }, async (api) => {
        try {
          await api.assistant.threads.setStatus({
            channel_id: chat.id,
            thread_ts: thread,
            status: "is working…",
          });
        } catch (error) {
          if (toRefusal(error) === undefined) throw error;
          hasStatus = false;
        }
      });
    },
  };
}

interface Posting {
  readonly body: SlackBody;
  readonly place: { thread_ts?: string };
}

/** Without its thread or its blocks if Slack refuses those: a plain answer is better than none. */
async function posted(
  api: WebClient,
  chat: Chat,
  { body, place }: Posting,
): Promise<{ ts?: string | undefined }> {
  try {
    return await api.chat.postMessage({ channel: chat.id, ...body, ...place, ...QUIET });
  } catch (error) {
    const refusal = toRefusal(error);
    if (NO_THREAD.has(refusal) && place.thread_ts !== undefined)
      return posted(api, chat, { body, place: {} });
    if (NO_BLOCKS.has(refusal) && body.blocks !== undefined)
      return posted(api, chat, { body: { text: body.text }, place });
    throw error;
  }
}

/** Slack gives an address, takes the bytes there, and shows the file then. @returns the id of the file */
async function upload(
  { calls, settings }: SendingOptions,
  { chat, file: { path, name, replyTo } }: { chat: Chat; file: ReplyFile },
  signal: AbortSignal,
): Promise<string> {
  const bytes = await readFile(path);
  const what = "a file";
  return calls.call({ what, signal, limitMs: UPLOAD_MS }, async (api) => {
    const { upload_url: url = "", file_id: id = "" } = await api.files.getUploadURLExternal({
      filename: name,
      length: bytes.length,
    });
    if (!URL.canParse(url) || !settings.fileOrigins.has(new URL(url).origin))
      throw new PlatformError("permanent", "Slack named a place for a file that is not its file server.");
    const limit = AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_MS)]);
    const taken = await fetch(url, { method: "POST", body: bytes, redirect: "error", signal: limit });
    if (!taken.ok) throw slackError(new Error(`status ${taken.status}`), what);
    await api.files.completeUploadExternal({
      files: [{ id, title: name }],
      channel_id: chat.id,
      ...threadFor(chat.thread, replyTo),
    } as Parameters<typeof api.files.completeUploadExternal>[0]);
    return id;
  });
}

function changing({ calls }: SendingOptions): Pick<Sending, "editText" | "removeButtons" | "deleteMessage"> {
  return {
    async editText({ chat, id }, text, signal) {
      const { text: shown, blocks = [] } = slackBody(text);
      await calls.call({ what: "an edit", signal }, (api) =>
        unless(UNCHANGED, api.chat.update({ channel: chat.id, ts: id, text: shown, blocks })),
      );
    },
    async removeButtons({ chat, id }, signal) {
      await calls.call({ what: "an edit", signal }, (api) => withoutButtons(api, chat, id));
    },
    async deleteMessage({ chat, id }, signal) {
      await calls.call({ what: "a deletion", signal }, (api) =>
        unless(GONE, api.chat.delete({ channel: chat.id, ts: id })),
      );
    },
  };
}

/** An edit replaces everything, so what is shown is read first. */
async function withoutButtons(api: WebClient, { id: channel, thread }: Chat, ts: string): Promise<void> {
  const around = { channel, latest: ts, oldest: ts, inclusive: true, limit: 1 };
  const { messages = [] } =
    thread === undefined || thread === ts
      ? await api.conversations.history(around)
      : await api.conversations.replies({ ...around, ts: thread, limit: 2 });
  const message = messages.find((one) => one.ts === ts);
  if (message === undefined) return;
  const blocks = (message.blocks ?? []).filter(({ type }) => type !== "actions");
  await api.chat.update({ channel, ts, text: message.text ?? "", blocks: blocks as never });
}

async function unless(settled: ReadonlySet<string | undefined>, change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!settled.has(toRefusal(error))) throw error;
  }
}
