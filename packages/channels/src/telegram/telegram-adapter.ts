/** Telegram: private chats, groups and topics, through the Bot API with grammY. */
import { Api } from "grammy";
import type { Message, Update, UserFromGetMe } from "grammy/types";
import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import { idIn } from "../adapter/foreign-answer.js";
import { attempt } from "./attempt.js";
import { BOT_COMMANDS } from "./bot-commands.js";
import { toButtonPress, toIncoming, toMessages } from "./incoming.js";
import { type MovedGroups, moveIn, openMovedGroups } from "./moved-groups.js";
import { persistently, poll } from "./poll.js";
import { createSending, UPLOAD_MS } from "./sending.js";
import { PLATFORM } from "./telegram-error.js";
import { type TelegramSettings, telegramSettings } from "./telegram-settings.js";

/** The limit is 4,096 after formatting. Bullets and rules may be longer than what they stand for. */
const TEXT_MAX = 4_000;
/** What the Bot API takes from bots. */
const FILE_MAX_BYTES = 50 * 1_024 * 1_024;
/** Longest text of an answer to a press. */
const TOAST_MAX_CHARS = 190;
/** @throws AppError `INVALID_INPUT` */
export function openTelegram(context: AdapterContext): ChannelAdapter {
  const settings = telegramSettings(context.settings);
  // Its own limit is 500 s for each call; every call here has a signal with a shorter one.
  const api = new Api(settings.token, { apiRoot: settings.apiRoot, timeoutSeconds: UPLOAD_MS / 1_000 });
  const moved = openMovedGroups(context.stateFolder);
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run({ api, settings, context, moved }, events, signal),
    check: async (signal) => `@${(await account(api, signal)).username}`,
    // A private chat has the id of its person.
    directChat: async (senderId) => ({ id: senderId }),
    ...createSending({ api, moved }),
  };
}

interface Telegram {
  readonly api: Api;
  readonly settings: TelegramSettings;
  readonly context: AdapterContext;
  readonly moved: Promise<MovedGroups>;
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
  const me = await account(api, signal);
  await attempt("the end of a webhook", signal, (s) => api.deleteWebhook({ drop_pending_updates: false }, s));
  await attempt("the commands", signal, (s) => api.setMyCommands(BOT_COMMANDS, {}, s));
  return me;
}

async function account(api: Api, signal: AbortSignal): Promise<UserFromGetMe> {
  const what = "the bot token";
  const me = await attempt(what, signal, (s) => api.getMe(s));
  idIn(me, "username", { platform: PLATFORM, what });
  return me;
}

interface Batch {
  readonly updates: readonly Update[];
  readonly me: UserFromGetMe;
  readonly events: AdapterEvents;
  readonly signal: AbortSignal;
}

async function take(telegram: Telegram, { updates, me, events, signal }: Batch): Promise<void> {
  const { api, settings } = telegram;
  const moved = await telegram.moved;
  const moves = updates.flatMap(({ message }) => (message === undefined ? [] : (moveIn(message) ?? [])));
  // Not awaited here: messages of later updates must not overtake those of this batch.
  const remembered = moves.map(moved.remember);
  const hand = async (group: readonly Message[], more: { edits?: true } = {}) => {
    const message = toIncoming(group, me, { api, settings });
    if (message === undefined) return;
    const { id } = message.ref.chat;
    // The settings may list a group under the id that it had before.
    await events.message({ ...message, ...more, groups: [id, ...moved.listFormerIds(id)] });
  };
  const messages = toMessages(updates).map((group) => hand(group));
  const changes = updates.map(({ edited_message: edited }) => edited && hand([edited], { edits: true }));
  const presses = updates.map(async ({ callback_query: query }) => {
    const press = query === undefined ? undefined : toButtonPress(query);
    if (query === undefined || press === undefined) return;
    const text = (await events.press(press))?.slice(0, TOAST_MAX_CHARS);
    // Decoration: a press that is too old cannot be answered any more.
    await attempt("the answer to a press", signal, (s) =>
      api.answerCallbackQuery(query.id, text === undefined ? {} : { text }, s),
    ).catch(() => {});
  });
  await Promise.all([...messages, ...changes, ...presses, ...remembered]);
}
