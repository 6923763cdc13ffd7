/** What the bot sends. A message counts as sent when WhatsApp acknowledged it. */
import { createHash } from "node:crypto";
import { extname } from "node:path";
import {
  type ChannelAdapter,
  type Chat,
  type MessageRef,
  type Mood,
  type OutgoingText,
  PlatformError,
} from "@tinyagi/channels";
import {
  type AnyMessageContent,
  areJidsSameUser,
  type BinaryNode,
  generateMessageIDV2,
  type WAMessage,
  type WAMessageKey,
  type WASocket,
} from "@whiskeysockets/baileys";
import { whatsAppExact } from "./exact-text.js";
import { toMessageKey } from "./message-ref.js";
import { mustBeAccepted, whatsAppError } from "./whatsapp-error.js";
import { whatsAppText } from "./whatsapp-text.js";

const ACK_MS = 30_000;
const UPLOAD_MS = 240_000;
/** Later, the apps of people ignore a change. */
const EDITABLE_MS = 14 * 60_000;
const SENT_MAX = 1_000;
const MOODS = { seen: "👀", done: "✅", failed: "❌" } as const satisfies Record<Mood, string>;
const MIME_TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".gif": "image/gif",
  ".html": "text/html",
  ".jpeg": "image/jpeg",
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".md": "text/markdown",
  ".mp3": "audio/mpeg",
  ".mp4": "video/mp4",
  ".pdf": "application/pdf",
  ".png": "image/png",
  ".txt": "text/plain",
  ".zip": "application/zip",
};

export interface SendingOptions {
  /** The open connection. @throws PlatformError when there is none */
  readonly socket: () => WASocket;
  readonly find: (chat: string, refId: string) => WAMessage | undefined;
  readonly now: () => number;
}

type Sending = Required<Pick<ChannelAdapter, "sendText" | "sendFile" | "editText" | "react" | "typing">>;

export function createSending(options: SendingOptions): Sending {
  /** When each of the last messages was sent. */
  const sentAt = new Map<string, number>();

  async function send(chat: Chat, part: Part, signal: AbortSignal): Promise<MessageRef> {
    const ref = await deliver(options, { chat, ...part }, signal);
    sentAt.set(ref.id, options.now());
    const [oldest] = sentAt.keys();
    if (sentAt.size > SENT_MAX && oldest !== undefined) sentAt.delete(oldest);
    return ref;
  }

  return {
    sendText: (chat, text, signal) => {
      const { replyTo, key } = text;
      return send(chat, { what: "a message", content: toText(text), replyTo, key }, signal);
    },
    sendFile(chat, { path, name, replyTo, key }, signal) {
      const mimetype = MIME_TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
      const content = { document: { url: path }, fileName: name, mimetype };
      return send(chat, { what: "a file", content, replyTo, key, limitMs: UPLOAD_MS }, signal);
    },
    async editText({ chat, id }, text, signal) {
      if (options.now() - (sentAt.get(id) ?? 0) > EDITABLE_MS)
        throw new PlatformError(
          "permanent",
          "WhatsApp does not change a message that is older than 15 minutes",
        );
      const edit = { remoteJid: chat.id, id, fromMe: true };
      await deliver(options, { chat, what: "a change", content: { ...toText(text), edit } }, signal);
    },
    async react({ chat, id }, mood, signal) {
      const key = toKey(options, chat, id);
      // In a group, a reaction must name the author.
      if (key === undefined) return;
      await deliver(
        options,
        { chat, what: "a reaction", content: { react: { text: MOODS[mood], key } } },
        signal,
      );
    },
    async typing({ id }) {
      try {
        await options.socket().sendPresenceUpdate("composing", id);
      } catch (error) {
        throw whatsAppError(error, "a sign of typing");
      }
    },
  };
}

interface Part {
  /** Names it in errors. */
  readonly what: string;
  readonly content: AnyMessageContent;
  readonly replyTo?: string | undefined;
  readonly key?: string | undefined;
  readonly limitMs?: number;
}

/** Nobody fetches pages that an agent links to, so there is no preview. */
function toText({ markdown, exact }: OutgoingText): { text: string; linkPreview: null } {
  const text = exact === undefined ? whatsAppText(markdown) : whatsAppExact(exact);
  // WhatsApp refuses an empty text.
  return { text: text || markdown || "…", linkPreview: null };
}

/** @throws PlatformError */
async function deliver(
  options: SendingOptions,
  { chat, what, content, replyTo, key, limitMs = ACK_MS }: Part & { chat: Chat },
  signal: AbortSignal,
): Promise<MessageRef> {
  const open = options.socket();
  const id = idFor(key, open);
  const quoted = replyTo === undefined ? undefined : quotedMessage(options, chat, replyTo);
  // From before it is sent, so that no answer is missed.
  const answer = open.waitForMessage<BinaryNode>(id, limitMs);
  const work = open.sendMessage(chat.id, content, {
    messageId: id,
    ...(quoted === undefined ? {} : { quoted }),
  });
  const over = new AbortController();
  try {
    const [acknowledged] = await Promise.race([
      Promise.all([answer, work]),
      whenAborted(signal, over.signal),
    ]);
    mustBeAccepted(acknowledged, what);
    return { chat, id };
  } catch (error) {
    throw signal.aborted
      ? new PlatformError("unreachable", `sending ${what} was given up`)
      : whatsAppError(error, what);
  } finally {
    over.abort();
    // The one that lost the race may still fail.
    answer.catch(() => {});
    work.catch(() => {});
  }
}

/** @returns undefined when an author in a group is not known */
function toKey({ find, socket }: SendingOptions, chat: Chat, refId: string): WAMessageKey | undefined {
  const known = find(chat.id, refId)?.key ?? toMessageKey(chat.id, refId);
  // In the chat of the account with itself, every message is its own.
  return known !== undefined && areJidsSameUser(chat.id, socket().user?.id)
    ? { ...known, fromMe: true }
    : known;
}

/** Of a message from before a restart, the text is not known. */
function quotedMessage(options: SendingOptions, chat: Chat, refId: string): WAMessage | undefined {
  const key = toKey(options, chat, refId);
  if (key === undefined) return undefined;
  return options.find(chat.id, refId) ?? { key, message: { conversation: "…" } };
}

/** A message that is sent again has the same id. The apps of people show it once. */
function idFor(key: string | undefined, { user }: WASocket): string {
  if (key === undefined) return generateMessageIDV2(user?.id);
  return `3EB0${createHash("sha256").update(key).digest("hex").slice(0, 18).toUpperCase()}`;
}

/** @param over ends the wait: the signal of the channel lives long, and must not collect a listener of each message */
function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over });
  });
}
