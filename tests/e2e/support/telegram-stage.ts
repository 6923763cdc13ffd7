/** A daemon whose Telegram channel talks to a fake Bot API, and what a person there can do. */
import {
  createFakeTelegram,
  type FakeTelegram,
  TELEGRAM_PERSON,
  type TelegramMessage,
  waitFor,
} from "@tinyagi/testkit";
import { type ChannelStage, openChannelStage } from "./channel-stage.js";

const EVE = TELEGRAM_PERSON.id;

export interface TelegramStage extends Omit<ChannelStage, "pair"> {
  readonly fake: FakeTelegram;
  /** The private chat of the person. */
  readonly eve: number;
  /** Approves the person as an owner before the first message. */
  pair(): Promise<void>;
  /** Queues a reply for the person. No agent works on it, so that no progress is shown beside it. */
  reply(message: string): Promise<void>;
  /** Waits for a message of the bot that fits. */
  shown(fits: (message: TelegramMessage) => boolean, chat?: number): Promise<TelegramMessage>;
}

/**
 * @param more merged over `channels.telegram`
 * @param settings merged over the settings
 */
export async function openTelegramStage(more: object = {}, settings: object = {}): Promise<TelegramStage> {
  const fake = await createFakeTelegram();
  const telegram = { bot_token: fake.token, api_root: fake.url, ...more };
  const stage = await openChannelStage("telegram", telegram, settings);
  const person = { senderId: String(EVE), sender: "Eve" };
  return {
    ...stage,
    fake,
    eve: EVE,
    pair: () => stage.pair(person),
    async reply(message) {
      const body = { channel: "telegram", ...person, message };
      await stage.stage.current().client.call("createResponse", { body });
    },
    shown: (fits, chat = EVE) => waitFor(() => fake.shown(chat).find(fits), { what: "a message of the bot" }),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake[Symbol.asyncDispose]();
      }
    },
  };
}
