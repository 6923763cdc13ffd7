/** A daemon whose Discord channel talks to a fake Discord, and what a person there can do. */
import {
  createFakeDiscord,
  type FakeChannel,
  type FakeDiscord,
  type FakeGuild,
  type FakeUser,
  type ShownDiscordMessage,
  waitFor,
} from "@tinyagi/testkit";
import { type ChannelStage, openChannelStage } from "./channel-stage.js";

export interface DiscordStage extends Omit<ChannelStage, "pair"> {
  readonly fake: FakeDiscord;
  readonly eve: FakeUser;
  /** The direct chat of Eve with the bot. */
  readonly chat: FakeChannel;
  readonly guild: FakeGuild;
  readonly general: FakeChannel;
  /** Approves Eve as an owner. */
  pair(): Promise<void>;
  /** Queues a reply for Eve. No agent works on it, so that no progress is shown beside it. */
  reply(message: string): Promise<void>;
  /** Waits for a message of the bot that fits. */
  shown(fits: (message: ShownDiscordMessage) => boolean, channel?: FakeChannel): Promise<ShownDiscordMessage>;
}

/** @param more merged over `channels.discord` */
export async function openDiscordStage(
  more: (guild: FakeGuild) => object = () => ({}),
): Promise<DiscordStage> {
  // Shorter times would be missed on a busy machine, and what is tested is not the watchdog.
  const fake = await createFakeDiscord({ firstAnswerMs: 60_000 });
  const eve = fake.addUser("Eve");
  const guild = fake.addGuild("Acme");
  const general = fake.addChannel(guild, "general");
  const chat = fake.directChannel(eve);
  const stage = await openChannelStage("discord", {
    bot_token: fake.token,
    api_root: fake.apiRoot,
    ...more(guild),
  });
  return {
    ...stage,
    fake,
    eve,
    chat,
    guild,
    general,
    pair: () => stage.pair({ senderId: eve.id, sender: "Eve" }),
    async reply(message) {
      const body = { channel: "discord", sender: "Eve", senderId: eve.id, message };
      await stage.stage.current().client.call("createResponse", { body });
    },
    shown: (fits, channel = chat) =>
      waitFor(() => fake.shown(channel).find(fits), { what: "a message of the bot" }),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake.close();
      }
    },
  };
}
