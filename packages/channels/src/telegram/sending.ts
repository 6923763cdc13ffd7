/** What the bot sends, changes and shows. */
import { type Api, InputFile } from "grammy";
import type { MessageEntity } from "grammy/types";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Chat, MessageRef } from "../adapter/chat.js";
import { idIn } from "../adapter/foreign-answer.js";
import type { Mood, OutgoingText, ReplyFile } from "../adapter/outgoing.js";
import { attempt } from "./attempt.js";
import { telegramExact } from "./exact-text.js";
import { type MovedGroups, newIdIn } from "./moved-groups.js";
import { isRefusal, PLATFORM } from "./telegram-error.js";
import { telegramHtml } from "./telegram-html.js";

export const UPLOAD_MS = 240_000;
/** Telegram takes only emoji of its own list. */
const MOODS = { seen: "👀", done: "👌", failed: "😢" } as const satisfies Record<Mood, string>;
const NOT_MODIFIED = /message is not modified/i;
const CANNOT_SHOW = /can't parse entities|too long|text must be non-empty|message text is empty/i;

type Sending = Required<
  Pick<
    ChannelAdapter,
    "sendText" | "sendFile" | "typing" | "editText" | "removeButtons" | "deleteMessage" | "react"
  >
>;

export interface SendingOptions {
  readonly api: Api;
  readonly moved: Promise<MovedGroups>;
}

export function createSending(options: SendingOptions): Sending {
  return { ...sending(options), ...changing(options.api) };
}

/** Calls with the id that the chat has now. @returns what `send` returns, and that chat */
async function inChat<T>(
  { moved }: SendingOptions,
  chat: Chat,
  send: (chatId: string) => Promise<T>,
): Promise<{ sent: T; chat: Chat }> {
  const groups = await moved;
  const id = groups.idOf(chat.id);
  try {
    return { sent: await send(id), chat: { ...chat, id } };
  } catch (error) {
    const to = newIdIn(error);
    if (to === undefined) throw error;
    await groups.remember({ from: chat.id, to });
    return { sent: await send(to), chat: { ...chat, id: to } };
  }
}

function sending(options: SendingOptions): Pick<Sending, "sendText" | "sendFile" | "typing"> {
  const { api } = options;
  return {
    sendText: (chat, text, signal) =>
      attempt("a message", signal, async (s) => {
        const more = { ...resolvePlace(chat, text.replyTo), ...toMarkup(text) };
        const shown = await inChat(options, chat, (id) =>
          drawn(text, (body, format) => api.sendMessage(id, body, { ...more, ...format }, s)),
        );
        return toRef(shown, "a message");
      }),
    sendFile: (chat, { path, name, replyTo }: ReplyFile, signal) =>
      attempt(
        "a file",
        signal,
        async (s) => {
          const more = { ...resolvePlace(chat, replyTo), disable_content_type_detection: true };
          const shown = await inChat(options, chat, (id) =>
            api.sendDocument(id, new InputFile(path, name), more, s),
          );
          return toRef(shown, "a file");
        },
        UPLOAD_MS,
      ),
    async typing(chat, signal) {
      await attempt("typing", signal, (s) =>
        inChat(options, chat, (id) => api.sendChatAction(id, "typing", toThread(chat), s)),
      );
    },
  };
}

function toRef({ sent, chat }: { sent: unknown; chat: Chat }, what: string): MessageRef {
  return { chat, id: idIn(sent, "message_id", { platform: PLATFORM, what }) };
}

function changing(api: Api): Pick<Sending, "editText" | "removeButtons" | "deleteMessage" | "react"> {
  return {
    editText: ({ chat, id }, text, signal) =>
      attempt("an edit", signal, (s) =>
        unlessUnmodified(
          drawn(text, (body, format) =>
            api.editMessageText(chat.id, Number(id), body, { ...format, ...toMarkup(text) }, s),
          ),
        ),
      ),
    removeButtons: ({ chat, id }, signal) =>
      attempt("an edit", signal, (s) =>
        unlessUnmodified(api.editMessageReplyMarkup(chat.id, Number(id), {}, s)),
      ),
    async deleteMessage({ chat, id }, signal) {
      await attempt("a deletion", signal, (s) => api.deleteMessage(chat.id, Number(id), s));
    },
    async react({ chat, id }: MessageRef, mood, signal) {
      const reaction = [{ type: "emoji" as const, emoji: MOODS[mood] }];
      await attempt("a reaction", signal, (s) =>
        api.setMessageReaction(chat.id, Number(id), reaction, {}, s),
      );
    },
  };
}

type Format = {
  parse_mode?: "HTML";
  entities?: MessageEntity[];
  link_preview_options: { is_disabled: true };
};

/** Exact text has no marks to read. Of the other, what Telegram cannot read as HTML is shown as it is. */
async function drawn<T>(
  { markdown, exact }: OutgoingText,
  send: (body: string, format: Format) => Promise<T>,
): Promise<T> {
  const plain: Format = { link_preview_options: { is_disabled: true } };
  if (exact !== undefined) {
    const { text, entities } = telegramExact(exact);
    return send(text, { ...plain, entities });
  }
  try {
    return await send(telegramHtml(markdown), { ...plain, parse_mode: "HTML" });
  } catch (error) {
    if (!isRefusal(error, CANNOT_SHOW)) throw error;
    return send(markdown, plain);
  }
}

async function unlessUnmodified(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!isRefusal(error, NOT_MODIFIED)) throw error;
  }
}

function resolvePlace(chat: Chat, replyTo: string | undefined) {
  const id = Number(replyTo);
  return {
    ...toThread(chat),
    ...(Number.isSafeInteger(id)
      ? { reply_parameters: { message_id: id, allow_sending_without_reply: true } }
      : {}),
  };
}

function toThread({ thread }: Chat): { message_thread_id?: number } {
  return thread === undefined ? {} : { message_thread_id: Number(thread) };
}

function toMarkup({ buttons = [] }: OutgoingText) {
  if (buttons.length === 0) return {};
  const rows = buttons.map(({ label, value }) => [{ text: label, callback_data: value }]);
  return { reply_markup: { inline_keyboard: rows } };
}
