/** For tests: the Slack adapter with a fake Slack, and what its people can do. */
import { createFakeSlack, type FakeSlack, SLACK_PERSON, waitFor } from "@tinyagi/testkit";
import { type FakeSubject, openSubject } from "../adapter/fixture.js";
import { SYSTEM_TIMING, type Timing } from "../base/timing.js";
import type { PlatformControl } from "../conformance.js";
import { openSlack } from "./slack-adapter.js";

export type SlackSubject = FakeSubject<FakeSlack>;

/** Pauses between attempts are short; the watchdog of the socket is not. */
const FAST: Timing = {
  ...SYSTEM_TIMING,
  sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms >= 20_000 ? ms : ms / 50, signal),
};

export async function openSlackSubject(timing: Timing = FAST): Promise<SlackSubject> {
  const fake = await createFakeSlack();
  const settings = {
    bot_token: fake.token,
    app_token: fake.appToken,
    api_root: fake.url,
    groups: { [fake.group]: {} },
  };
  return openSubject(fake, {
    platform: createControl(fake),
    token: fake.token,
    open: (stateFolder) => openSlack({ settings, stateFolder, timing, log: () => {} }),
  });
}

function createControl(fake: FakeSlack): PlatformControl {
  return {
    direct: fake.direct,
    group: fake.group,
    person: SLACK_PERSON,
    say: async (chatId, text, more = {}) => fake.say(chatId, text, more),
    forward: async (chatId, text, more = {}) => fake.say(chatId, text, { ...more, passedOn: true }),
    quote: async (chatId, text, quoted) => fake.say(chatId, text, { quoted }),
    answer: async (chatId, text, messageId) => fake.say(chatId, text, { thread: messageId }),
    mention: async (chatId, name, text) => {
      fake.say(chatId, "hello", { from: { id: "UMALLORY", name } });
      return fake.say(chatId, `<@UMALLORY> ${text}`, { raw: true });
    },
    edit: async (messageId, text) => fake.edit(messageId, text),
    groupName: "general",
    press: async (messageId, label) => fake.press(messageId, label),
    shown: async (chatId) => fake.shown(chatId),
    moods: async (messageId) => fake.reactions(messageId),
    async redeliver() {
      await waitFor(() => fake.unacknowledged === 0);
      fake.redeliver();
    },
    disconnect: async () => fake.disconnect(),
    async failNextSend(kind) {
      const faults = {
        unreachable: "drop",
        rate_limited: { status: 429, error: "ratelimited", retryAfter: 3 },
        permanent: { error: "channel_not_found" },
        unauthorized: { error: "account_inactive" },
      } as const;
      fake.fail({ method: "chat.postMessage", with: faults[kind] });
    },
    revokeToken: async () => fake.revoke(),
  };
}
