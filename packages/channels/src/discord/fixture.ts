/** For tests: the Discord adapter with a fake Discord, and what its people can do. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeDiscord, type FakeChannel, type FakeDiscord, type FakeUser } from "@tinyagi/testkit";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import { SYSTEM_TIMING, type Timing } from "../base/timing.js";
import type { ConformanceSubject, PlatformControl } from "../conformance.js";
import { openDiscord } from "./discord-adapter.js";

export interface DiscordSubject extends ConformanceSubject {
  readonly fake: FakeDiscord;
  readonly eve: FakeUser;
  readonly chat: FakeChannel;
  readonly general: FakeChannel;
  /** Another process with the same state. */
  reopen(): ChannelAdapter;
}

/** Pauses between attempts are short. */
export const FAST: Timing = {
  ...SYSTEM_TIMING,
  sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms / 50, signal),
};

/** @param options.heartbeatMs default: that of Discord, because a busy machine misses shorter ones */
export async function openDiscordSubject(
  timing: Timing = FAST,
  options: { heartbeatMs?: number } = {},
): Promise<DiscordSubject> {
  const fake = await createFakeDiscord(options);
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-discord-"));
  const eve = fake.addUser("<b>Eve</b>");
  const guild = fake.addGuild("Acme");
  const general = fake.addChannel(guild, "general");
  const settings = { bot_token: fake.token, api_root: fake.apiRoot, groups: { [guild.id]: {} } };
  const open = () => openDiscord({ settings, stateFolder: join(folder, "state"), timing, log: () => {} });
  const chat = fake.directChannel(eve);
  return {
    fake,
    eve,
    chat,
    general,
    adapter: open(),
    reopen: open,
    platform: createControl({ fake, eve, chat, general }),
    token: fake.token,
    async [Symbol.asyncDispose]() {
      await fake.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const SEND = { method: "POST", path: /^\/channels\/\d+\/messages$/ };

function createControl({
  fake,
  eve,
  chat,
  general,
}: Pick<DiscordSubject, "fake" | "eve" | "chat" | "general">): PlatformControl {
  const channelOf = (id: string) => (id === chat.id ? chat : general);
  return {
    direct: chat.id,
    group: general.id,
    person: { id: eve.id, name: eve.username },
    say: async (chatId, text, { mention = false, file } = {}) =>
      fake.say(eve, channelOf(chatId), text, { mention, files: file === undefined ? [] : [file] }).id,
    forward: async (chatId, text, { file } = {}) =>
      fake.say(eve, channelOf(chatId), text, { isForward: true, files: file === undefined ? [] : [file] }).id,
    async quote(chatId, text, quoted) {
      const mallory = fake.addUser("Mallory");
      const { id } = fake.say(mallory, channelOf(chatId), quoted);
      return fake.say(eve, channelOf(chatId), text, { replyTo: id }).id;
    },
    answer: async (chatId, text, messageId) =>
      fake.say(eve, channelOf(chatId), text, { replyTo: messageId }).id,
    mention: async (chatId, name, text) =>
      // In a server, the bot reads only what mentions it.
      fake.say(eve, channelOf(chatId), `<@${fake.addUser(name).id}> ${text}`, {
        mention: chatId === general.id,
      }).id,
    edit: async (messageId, text) => fake.edit(messageId, text),
    groupName: "Acme #general",
    press: async (messageId, label) => void fake.press(eve, messageId, label),
    shown: async (chatId) =>
      fake.shown(channelOf(chatId)).map(({ channelId, files, ...shown }) => ({
        ...shown,
        chatId: channelId,
        file: files[0],
      })),
    moods: async (messageId) => fake.reactions(messageId),
    async redeliver() {
      for (const message of chat.messages.filter(({ author }) => author.id === eve.id))
        fake.redeliver(message);
    },
    disconnect: async () => fake.gateway.drop(),
    async failNextSend(kind) {
      if (kind === "unreachable") fake.fail({ kind: "status", status: 503 }, SEND);
      else if (kind === "rate_limited") fake.fail({ kind: "rate-limit", retryAfterS: 30 }, SEND);
      else if (kind === "permanent") fake.fail({ kind: "status", status: 404, code: 10_003 }, SEND);
      else fake.fail({ kind: "status", status: 401 }, SEND);
    },
    revokeToken: async () => fake.revokeToken(),
  };
}
