/** The fake platforms that channels are measured against, with one person and their direct chat. */
import { fileURLToPath } from "node:url";
import { createFakeDiscord, createFakeTelegram, TELEGRAM_PERSON } from "@tinyagi/testkit";
import { createFakeWhatsApp, trustFakeWhatsApp } from "@tinyagi/testkit/fake-whatsapp";
import type { Launch } from "./daemon.js";

/** Makes Baileys in the channel's process accept the fake. */
const PRELOAD = new URL("../../packages/testkit/dist/fake-whatsapp/preload.js", import.meta.url);

export interface Platform extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  /** Of the channel. */
  readonly settings: object;
  readonly senderId: string;
  readonly launch: Launch;
  /** Scans the QR code, where the platform has one. */
  readonly link?: (qr: string) => Promise<void>;
  say(text: string): Promise<void>;
  /** Whether the bot's message with this text is there. */
  isShown(text: string): boolean;
}

/** The newest message is found first. */
function has(messages: readonly { readonly text: string }[], text: string): boolean {
  return messages.findLast((message) => message.text.includes(text)) !== undefined;
}

async function openTelegram(): Promise<Platform> {
  const fake = await createFakeTelegram();
  const { id } = TELEGRAM_PERSON;
  return {
    id: "telegram",
    name: "Telegram",
    senderId: String(id),
    launch: {},
    settings: { bot_token: fake.token, api_root: fake.url },
    say: async (text) => void fake.say(id, text),
    isShown: (text) => has(fake.shown(id), text),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

async function openDiscord(): Promise<Platform> {
  const fake = await createFakeDiscord();
  const eve = fake.addUser("Eve");
  const chat = fake.directChannel(eve);
  return {
    id: "discord",
    name: "Discord",
    senderId: eve.id,
    launch: {},
    settings: { bot_token: fake.token, api_root: fake.apiRoot },
    say: async (text) => void fake.say(eve, chat, text),
    isShown: (text) =>
      chat.messages.findLast(({ content, author }) => author.id === fake.bot.id && content.includes(text)) !==
      undefined,
    [Symbol.asyncDispose]: () => fake.close(),
  };
}

async function openWhatsApp(): Promise<Platform> {
  // Its encryption library prints whole sessions, thousands of lines.
  const { info, warn } = console;
  Object.assign(console, { info() {}, warn() {} });
  trustFakeWhatsApp();
  const fake = await createFakeWhatsApp();
  const eve = fake.directory.addPerson("4915550001", "Eve");
  return {
    id: "whatsapp",
    name: "WhatsApp",
    senderId: eve.jid,
    settings: {},
    launch: { env: { TINYAGI_WHATSAPP_URL: fake.url }, nodeFlags: ["--import", fileURLToPath(PRELOAD)] },
    link: (qr) => fake.scan(qr),
    say: async (text) => void (await fake.say(eve, { text })),
    isShown: (text) => has(fake.view.shown(eve.jid), text),
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]();
      Object.assign(console, { info, warn });
    },
  };
}

export const PLATFORMS: readonly (() => Promise<Platform>)[] = [openTelegram, openDiscord, openWhatsApp];
