/** Discord: direct chats, servers and threads, with the REST and gateway modules of discord.js. */

import { readFile } from "node:fs/promises";
import {
  type APIGatewayBotInfo,
  type APIUser,
  ApplicationFlags,
  GatewayIntentBits,
} from "@discordjs/core/http-only";
import type { AdapterContext } from "../adapter/adapter-context.js";
import type { AdapterEvents, ChannelAdapter } from "../adapter/channel-adapter.js";
import { lostConnection } from "../adapter/connection.js";
import { idIn } from "../adapter/foreign-answer.js";
import { PlatformError } from "../adapter/platform-error.js";
import { backoffMs } from "../base/timing.js";
import { keepSaving, openReadMark, type ReadMark } from "../inbound/read-mark.js";
import { commandDefinitions } from "./commands.js";
import { createDiscordCalls, type DiscordCalls, UPLOAD_MS } from "./discord-calls.js";
import { PLATFORM } from "./discord-error.js";
import { type DiscordSettings, discordSettings } from "./discord-settings.js";
import { runGateway } from "./gateway.js";
import { createMoods } from "./moods.js";
import { editBody, resolvePlace, TEXT_MAX, textBody } from "./outgoing-bodies.js";
import { createReceiver } from "./receiver.js";

/** What Discord takes from bots in servers without boosts. */
const FILE_MAX_BYTES = 10 * 1_024 * 1_024;
/** Direct messages and mentions need no privileged intent. */
const INTENTS = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages | GatewayIntentBits.DirectMessages;
const MESSAGE_CONTENT =
  ApplicationFlags.GatewayMessageContent | ApplicationFlags.GatewayMessageContentLimited;

interface Discord {
  readonly calls: DiscordCalls;
  readonly settings: DiscordSettings;
  readonly context: AdapterContext;
  /** Direct chats with messages in this process. */
  readonly openChats: Set<string>;
}

/** @throws AppError `INVALID_INPUT` */
export function openDiscord(context: AdapterContext): ChannelAdapter {
  const settings = discordSettings(context.settings);
  const calls = createDiscordCalls(settings);
  const discord: Discord = { calls, settings, context, openChats: new Set() };
  return {
    limits: { textMax: TEXT_MAX, fileBytesMax: FILE_MAX_BYTES },
    run: (events, signal) => run(discord, events, signal),
    check: async (signal) => {
      const what = "the bot token";
      const user = await calls.call({ what, signal }, (api, options) => api.users.getCurrent(options));
      return idIn(user, "username", { platform: PLATFORM, what });
    },
    directChat: async (senderId, signal) => {
      const what = "a direct chat";
      const chat = await calls.call({ what, signal }, (api, options) =>
        api.users.createDM(senderId, options),
      );
      return { id: idIn(chat, "id", { platform: PLATFORM, what }) };
    },
    ...sending(calls),
    ...changing(calls),
  };
}

async function run(discord: Discord, events: AdapterEvents, signal: AbortSignal): Promise<void> {
  const { calls, context } = discord;
  const over = new AbortController();
  const all = AbortSignal.any([signal, calls.revoked, over.signal]);
  const mark = await openReadMark(context.stateFolder);
  events.connection({ state: "connecting" });
  const saving = keepSaving(mark, context, all);
  try {
    const bot = await prepare(discord, events, all);
    if (bot !== undefined) await serve(discord, { bot, events, mark }, all);
  } finally {
    over.abort();
    await saving;
  }
  if (!signal.aborted) calls.revoked.throwIfAborted();
}

interface Bot {
  readonly user: APIUser;
  readonly applicationId: string;
  readonly intents: number;
  readonly info: APIGatewayBotInfo;
}

/** What must be known first. Repeats until Discord answers. @throws PlatformError `unauthorized` */
async function prepare(
  { calls, context }: Discord,
  { connection }: AdapterEvents,
  signal: AbortSignal,
): Promise<Bot | undefined> {
  const { timing } = context;
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      return await calls.call({ what: "the bot's account", signal }, async (api, options) => {
        const user = await api.users.getCurrent(options);
        idIn(user, "id", { platform: PLATFORM, what: "the bot's account" });
        const { id, flags = 0 } = await api.applications.getCurrent(options);
        const info = await api.gateway.getBot(options);
        const hasContent = (flags & MESSAGE_CONTENT) !== 0;
        return {
          user,
          applicationId: id,
          info,
          // Only with it, answers that do not mention the bot can be read. Asking in vain would be refused.
          intents: hasContent ? INTENTS | GatewayIntentBits.MessageContent : INTENTS,
        };
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof PlatformError) || error.kind === "unauthorized") throw error;
      connection(lostConnection(error));
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, timing.random()));
      await timing.sleep(waitMs, signal).catch(() => {});
    }
  }
  return undefined;
}

async function serve(
  { calls, settings, context, openChats }: Discord,
  { bot, events, mark }: { bot: Bot; events: AdapterEvents; mark: ReadMark },
  signal: AbortSignal,
): Promise<void> {
  const { timing, log } = context;
  const { groups, fileOrigins, token } = settings;
  const receiver = createReceiver({
    calls,
    events,
    mark,
    groups,
    fileOrigins,
    openChats,
    timing,
    log,
    signal,
    botId: bot.user.id,
  });
  registerCommands(calls, bot.applicationId, signal).catch((error: unknown) => {
    // People can type the commands all the same.
    if (!signal.aborted) log("warn", "the commands could not be registered", { error: String(error) });
  });
  await runGateway(
    {
      token,
      timing,
      intents: bot.intents,
      info: bot.info,
      account: bot.user.username,
      connection: events.connection,
      onReady: receiver.ready,
      onDispatch: receiver.dispatch,
    },
    signal,
  );
}

async function registerCommands(
  calls: DiscordCalls,
  applicationId: string,
  signal: AbortSignal,
): Promise<void> {
  await calls.call({ what: "the commands", signal }, (api, options) =>
    api.applicationCommands.bulkOverwriteGlobalCommands(applicationId, commandDefinitions(), options),
  );
}

function sending(calls: DiscordCalls): Pick<ChannelAdapter, "sendText" | "sendFile" | "typing"> {
  return {
    async sendText(chat, text, signal) {
      const what = "a message";
      const sent = await calls.call({ what, signal }, (api, options) =>
        api.channels.createMessage(chat.id, textBody(text), options),
      );
      return { chat, id: idIn(sent, "id", { platform: PLATFORM, what }) };
    },
    async sendFile(chat, { path, name, replyTo, key }, signal) {
      const data = await readFile(path);
      const what = "a file";
      const sent = await calls.call({ what, signal, limitMs: UPLOAD_MS }, (api, options) =>
        api.channels.createMessage(
          chat.id,
          { ...resolvePlace(replyTo, key), files: [{ name, data }] },
          options,
        ),
      );
      return { chat, id: idIn(sent, "id", { platform: PLATFORM, what }) };
    },
    async typing(chat, signal) {
      await calls.call({ what: "typing", signal }, (api, options) =>
        api.channels.showTyping(chat.id, options),
      );
    },
  };
}

function changing(
  calls: DiscordCalls,
): Required<Pick<ChannelAdapter, "editText" | "removeButtons" | "deleteMessage" | "react">> {
  return {
    async editText({ chat, id }, text, signal) {
      await calls.call({ what: "an edit", signal }, (api, options) =>
        api.channels.editMessage(chat.id, id, editBody(text), options),
      );
    },
    async removeButtons({ chat, id }, signal) {
      await calls.call({ what: "an edit", signal }, (api, options) =>
        api.channels.editMessage(chat.id, id, { components: [] }, options),
      );
    },
    async deleteMessage({ chat, id }, signal) {
      await calls.call({ what: "a deletion", signal }, (api, options) =>
        api.channels.deleteMessage(chat.id, id, options),
      );
    },
    react: createMoods(calls),
  };
}
