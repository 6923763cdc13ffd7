/** A daemon whose Slack channel talks to a fake Slack. */
import {
  createFakeSlack,
  type FakeSlack,
  type ShownSlackMessage,
  SLACK_PERSON,
  waitFor,
} from "@tinyagi/testkit";
import { type ChannelStage, openChannelStage } from "./channel-stage.js";

export interface SlackStage extends Omit<ChannelStage, "pair"> {
  readonly fake: FakeSlack;
  /** Approves the person as an owner before the first message. */
  pair(): Promise<void>;
  /** Waits for a message of the bot that fits. */
  shown(fits: (message: ShownSlackMessage) => boolean, chat?: string): Promise<ShownSlackMessage>;
}

export async function openSlackStage(): Promise<SlackStage> {
  const fake = await createFakeSlack();
  const slack = {
    bot_token: fake.token,
    app_token: fake.appToken,
    api_root: fake.url,
    groups: { [fake.group]: {} },
  };
  const stage = await openChannelStage("slack", slack, {});
  return {
    ...stage,
    fake,
    pair: () => stage.pair({ senderId: SLACK_PERSON.id, sender: "Eve" }),
    shown: (fits, chat = fake.direct) =>
      waitFor(() => fake.shown(chat).find(fits), { what: "a message of the bot" }),
    async [Symbol.asyncDispose]() {
      try {
        await stage[Symbol.asyncDispose]();
      } finally {
        await fake[Symbol.asyncDispose]();
      }
    },
  };
}
