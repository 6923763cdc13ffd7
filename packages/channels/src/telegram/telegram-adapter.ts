/** Telegram: private chats, groups and topics, through the Bot API with grammY. */
import { Api, InputFile } from "grammy";
import type { Update, UserFromGetMe } from "grammy/types";
import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Chat, MessageRef } from "../adapter/chat.js";
import type { Mood, OutgoingFile, OutgoingText } from "../adapter/outgoing.js";
import { BOT_COMMANDS } from "./bot-commands.js";
import { incomingOf, messagesOf, pressOf } from "./incoming.js";
import { persistently, poll } from "./poll.js";
import { isRefusal, telegramError } from "./telegram-error.js";
import { telegramHtml } from "./telegram-html.js";
import { type TelegramSettings, telegramSettings } from "./telegram-settings.js";

/** The limit is 4,096 after formatting. Bullets and rules may be longer than what they stand for. */
const TEXT_MAX = 4_000;
/** What the Bot API takes from bots. */
const FILE_MAX_BYTES = 50 * 1_024 * 1_024;
const CALL_MS = 30_000;
const UPLOAD_MS = 240_000;
/** Longest text of an answer to a press. */
const TOAST_MAX_CHARS = 190;
/** Telegram takes only emoji of its own list. */
const MOODS = { seen: "👀", done: "👌", failed: "😢" } as const satisfies Record<Mood, string>;
const NOT_MODIFIED = /message is not modified/i;
const CANNOT_SHOW = /can't parse entities|too long|text must be non-empty|message text is empty/i;

/** @throws AppError `INVALID_INPUT` */
export function openTelegram(context: AdapterContext): ChannelAdapter {
  const settings = telegramSettings(context.settings);
  // Its own limit is 500 s for each call; every call here has a signal with a shorter one.
  const api = new Api(settings.token, { apiRoot: settings.apiRoot, timeoutSeconds: UPLOAD_MS / 1_000 });
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run({ api, settings, context }, events, signal),
    check: async (signal) => `@${(await attempt("getMe", signal, (s) => api.getMe(s))).username}`,
    // A private chat has the id of its person.
    directChat: async (senderId) => ({ id: senderId }),
    ...sending(api),
    ...changing(api),
  };
}

interface Telegram {
  readonly api: Api;
  readonly settings: TelegramSettings;
  readonly context: AdapterContext;
}

async function run(telegram: Telegram, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  const { api, context } = telegram;
  const { connection } = events;
  const common = { timing: context.timing, signal, connection };
  connection({ state: "connecting" });
  const me = await persistently(common, () => prepare(api, signal));
  if (me === undefined) return;
  await poll({
    ...common,
    api,
    account: `@${me.username}`,
    take: (updates) => take(telegram, { updates, me, events, signal }),
  });
}

/** A webhook would keep updates from polling. Updates that wait are kept. */
async function prepare(api: Api, signal: AbortSignal): Promise<UserFromGetMe> {
  const me = await attempt("getMe", signal, (s) => api.getMe(s));
  await attempt("deleteWebhook", signal, (s) => api.deleteWebhook({ drop_pending_updates: false }, s));
  await attempt("setMyCommands", signal, (s) => api.setMyCommands(BOT_COMMANDS, {}, s));
  return me;
}

interface Batch {
  readonly updates: readonly Update[];
  readonly me: UserFromGetMe;
  readonly events: AdapterEvents;
  readonly signal: AbortSignal;
}

async function take({ api, settings }: Telegram, { updates, me, events, signal }: Batch): Promise<void> {
  const messages = messagesOf(updates).map(async (group) => {
    const message = incomingOf(group, me, { api, settings });
    if (message !== undefined) await events.message(message);
  });
  const presses = updates.map(async ({ callback_query: query }) => {
    const press = query === undefined ? undefined : pressOf(query);
    if (query === undefined || press === undefined) return;
    const text = (await events.press(press))?.slice(0, TOAST_MAX_CHARS);
    // Decoration: a press that is too old cannot be answered any more.
    await attempt("answerCallbackQuery", signal, (s) =>
      api.answerCallbackQuery(query.id, text === undefined ? {} : { text }, s),
    ).catch(() => {});
  });
  await Promise.all([...messages, ...presses]);
}

function sending(api: Api): Pick<ChannelAdapter, "sendText" | "sendFile" | "typing"> {
  return {
    sendText: (chat, text, signal) =>
      attempt("sendMessage", signal, async (s) => {
        const more = { ...placeOf(chat, text.replyTo), ...markupOf(text) };
        const sent = await withFallback(text.markdown, (body, format) =>
          api.sendMessage(chat.id, body, { ...more, ...format }, s),
        );
        return { chat, id: String(sent.message_id) };
      }),
    sendFile: (chat, { path, name, replyTo }: OutgoingFile, signal) =>
      attempt(
        "sendDocument",
        signal,
        async (s) => {
          const more = { ...placeOf(chat, replyTo), disable_content_type_detection: true };
          const sent = await api.sendDocument(chat.id, new InputFile(path, name), more, s);
          return { chat, id: String(sent.message_id) };
        },
        UPLOAD_MS,
      ),
    async typing(chat, signal) {
      await attempt("sendChatAction", signal, (s) =>
        api.sendChatAction(chat.id, "typing", threadOf(chat), s),
      );
    },
  };
}

function changing(
  api: Api,
): Required<Pick<ChannelAdapter, "editText" | "removeButtons" | "deleteMessage" | "react">> {
  return {
    editText: ({ chat, id }, text, signal) =>
      attempt("editMessageText", signal, (s) =>
        unlessUnmodified(
          withFallback(text.markdown, (body, format) =>
            api.editMessageText(chat.id, Number(id), body, { ...format, ...markupOf(text) }, s),
          ),
        ),
      ),
    removeButtons: ({ chat, id }, signal) =>
      attempt("editMessageReplyMarkup", signal, (s) =>
        unlessUnmodified(api.editMessageReplyMarkup(chat.id, Number(id), {}, s)),
      ),
    async deleteMessage({ chat, id }, signal) {
      await attempt("deleteMessage", signal, (s) => api.deleteMessage(chat.id, Number(id), s));
    },
    async react({ chat, id }: MessageRef, mood, signal) {
      const reaction = [{ type: "emoji" as const, emoji: MOODS[mood] }];
      await attempt("setMessageReaction", signal, (s) =>
        api.setMessageReaction(chat.id, Number(id), reaction, {}, s),
      );
    },
  };
}

type Format = { parse_mode?: "HTML"; link_preview_options: { is_disabled: true } };

/** What Telegram cannot read as HTML is shown as it is. */
async function withFallback<T>(
  markdown: string,
  send: (body: string, format: Format) => Promise<T>,
): Promise<T> {
  const plain: Format = { link_preview_options: { is_disabled: true } };
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

function placeOf(chat: Chat, replyTo: string | undefined) {
  const id = Number(replyTo);
  return {
    ...threadOf(chat),
    ...(Number.isSafeInteger(id)
      ? { reply_parameters: { message_id: id, allow_sending_without_reply: true } }
      : {}),
  };
}

function threadOf({ thread }: Chat): { message_thread_id?: number } {
  return thread === undefined ? {} : { message_thread_id: Number(thread) };
}

function markupOf({ buttons = [] }: OutgoingText) {
  if (buttons.length === 0) return {};
  const rows = buttons.map(({ label, value }) => [{ text: label, callback_data: value }]);
  return { reply_markup: { inline_keyboard: rows } };
}

type ApiSignal = Parameters<Api["getMe"]>[0];

/** @throws PlatformError */
async function attempt<T>(
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
