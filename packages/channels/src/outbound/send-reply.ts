/**
 * Sends one reply, part by part. A reply that is tried again goes on with the part that failed: what the platform took
 * is not sent twice while this process lives.
 */
import { stat } from "node:fs/promises";
import { en, type ViewWords } from "@tinyagi/views";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Chat, MessageRef } from "../adapter/chat.js";
import { PlatformError } from "../adapter/platform-error.js";
import { getAddress } from "../inbound/address.js";
import { type ClaimedReply, type ReplyPart, toParts } from "./reply.js";

/** Replies whose progress is remembered, far more than are ever under way. */
const REMEMBERED_MAX = 1_000;

export interface ReplySender {
  /** @returns the messages that show it, as far as they are known @throws PlatformError */
  send(reply: ClaimedReply, signal: AbortSignal): Promise<readonly MessageRef[] | undefined>;
}

/** @param onButtons a message with buttons is shown; `value` is that of its first button */
export function createReplySender(
  adapter: ChannelAdapter,
  onButtons: (value: string, ref: MessageRef) => void = () => {},
  words: ViewWords = en,
): ReplySender {
  /** What shows the parts that were sent, by idempotency key. */
  const sent = new Map<string, readonly MessageRef[]>();

  return {
    async send(reply, signal) {
      const { chat, replyTo } = await resolvePlace(adapter, reply, signal);
      const parts = toParts(reply, adapter.limits.textMax, words);
      const key = reply.idempotencyKey;
      const shown = [...(sent.get(key) ?? [])];
      for (let at = shown.length; at < parts.length; at += 1) {
        const part = parts[at];
        if (part === undefined) break;
        // Only the first part answers the question; the others follow it.
        const ref = await sendPart(adapter, {
          chat,
          part,
          signal,
          words,
          key: `${key}/${at}`,
          ...(at === 0 && replyTo !== undefined ? { replyTo } : {}),
        });
        const [button] = (part.kind === "text" ? part.buttons : undefined) ?? [];
        if (button !== undefined) onButtons(button.value, ref);
        shown.push(ref);
        sent.set(key, shown);
      }
      sent.delete(key);
      const [oldest] = sent.keys();
      if (sent.size > REMEMBERED_MAX && oldest !== undefined) sent.delete(oldest);
      return shown;
    },
  };
}

async function resolvePlace(
  adapter: ChannelAdapter,
  { metadata, senderId }: ClaimedReply,
  signal: AbortSignal,
): Promise<{ chat: Chat; replyTo?: string }> {
  const address = getAddress(metadata);
  if (address !== undefined) return address;
  if (senderId === null) throw new PlatformError("permanent", "the message names no person on this channel");
  return { chat: await adapter.directChat(senderId, signal) };
}

interface PartToSend {
  readonly chat: Chat;
  readonly part: ReplyPart;
  readonly replyTo?: string;
  /** The same on each try. */
  readonly key: string;
  readonly signal: AbortSignal;
  readonly words: ViewWords;
}

async function sendPart(
  adapter: ChannelAdapter,
  { chat, part, replyTo, key, signal, words }: PartToSend,
): Promise<MessageRef> {
  const common = { key, ...(replyTo === undefined ? {} : { replyTo }) };
  if (part.kind === "text") {
    const { kind: _kind, ...text } = part;
    return adapter.sendText(chat, { ...text, ...common }, signal);
  }
  const { path, name } = part;
  const say = words.chat.channel;
  const problem = await problemWith(path, adapter.limits.fileBytesMax, say);
  if (problem === undefined) return adapter.sendFile(chat, { path, name, ...common }, signal);
  return adapter.sendText(chat, { markdown: say.unsent(problem), ...common }, signal);
}

/** A file that cannot be sent must not keep the reply from its person. */
async function problemWith(
  path: string,
  max: number,
  say: ViewWords["chat"]["channel"],
): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    if (size === 0) return say.empty;
    return size > max ? say.tooLarge(Math.floor(max / 1_048_576)) : undefined;
  } catch {
    // Retention may have removed it, or the channel runs on another machine.
    return say.gone;
  }
}
