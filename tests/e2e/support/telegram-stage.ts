/** A daemon whose Telegram channel talks to a fake Bot API, and what a person there can do. */
import type { ChannelStatus } from "@tinyagi/contracts";
import {
  createFakeTelegram,
  type FakeTelegram,
  TELEGRAM_PERSON,
  type TelegramMessage,
  waitFor,
} from "@tinyagi/testkit";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });
const EVE = TELEGRAM_PERSON.id;

export interface TelegramStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly fake: FakeTelegram;
  /** The private chat of the person. */
  readonly eve: number;
  start(env?: Readonly<Record<string, string>>): Promise<Daemon>;
  /** Approves the person as an owner before the first message. */
  pair(): Promise<void>;
  /** Waits for a message of the bot that fits. */
  shown(fits: (message: TelegramMessage) => boolean, chat?: number): Promise<TelegramMessage>;
  state(): Promise<ChannelStatus>;
}

/**
 * @param more merged over `channels.telegram`
 * @param settings merged over the settings
 */
export async function openTelegramStage(more: object = {}, settings: object = {}): Promise<TelegramStage> {
  const fake = await createFakeTelegram();
  const telegram = { bot_token: fake.token, api_root: fake.url, ...more };
  const stage = await openStage({
    settings: {
      default_agent: "lead",
      agents: { lead: demo("Lead"), coder: demo("Coder"), reviewer: demo("Reviewer") },
      teams: { dev: { name: "Dev", agents: ["lead", "coder", "reviewer"], leader_agent: "lead" } },
      channels: { enabled: ["telegram"], telegram },
      ...settings,
    },
  });
  let daemon: Daemon | undefined;
  const current = () => daemon ?? fail();
  return {
    stage,
    fake,
    eve: EVE,
    async start(env) {
      daemon = await stage.start(env);
      return daemon;
    },
    async pair() {
      const body = { channel: "telegram", senderId: String(EVE), sender: "Eve", role: "owner" as const };
      await current().client.call("allowSender", { body });
    },
    shown: (fits, chat = EVE) => waitFor(() => fake.shown(chat).find(fits), { what: "a message of the bot" }),
    async state() {
      const { channels } = await current().client.call("listChannels");
      return channels.find(({ id }) => id === "telegram") ?? fail();
    },
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake[Symbol.asyncDispose]();
      }
    },
  };
}

function fail(): never {
  throw new Error("no daemon was started");
}
