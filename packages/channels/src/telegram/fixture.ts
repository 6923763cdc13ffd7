/** For tests: the Telegram adapter with a fake Bot API, and what its people can do. */
import { createFakeTelegram, type FakeTelegram, TELEGRAM_PERSON } from "@tinyagi/testkit";
import { type FakeSubject, openSubject } from "../adapter/fixture.js";
import { SYSTEM_TIMING, type Timing } from "../base/timing.js";
import type { PlatformControl } from "../conformance.js";
import { openTelegram } from "./telegram-adapter.js";

const GROUP = -1_001;

export type TelegramSubject = FakeSubject<FakeTelegram>;

/** Pauses between attempts are short; the watchdog of a request is not. */
const FAST: Timing = {
  ...SYSTEM_TIMING,
  sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms >= 30_000 ? ms : ms / 50, signal),
};

export async function openTelegramSubject(timing: Timing = FAST): Promise<TelegramSubject> {
  const fake = await createFakeTelegram();
  const settings = { bot_token: fake.token, api_root: fake.url };
  return openSubject(fake, {
    platform: createControl(fake),
    token: fake.token,
    open: (stateFolder) => openTelegram({ settings, stateFolder, timing, log: () => {} }),
  });
}

function createControl(fake: FakeTelegram): PlatformControl {
  const sends = ["sendMessage"] as const;
  return {
    direct: String(TELEGRAM_PERSON.id),
    group: String(GROUP),
    person: { id: String(TELEGRAM_PERSON.id), name: TELEGRAM_PERSON.first_name },
    say: async (chatId, text, more = {}) => String(fake.say(Number(chatId), text, more)),
    forward: async (chatId, text, more = {}) =>
      String(fake.say(Number(chatId), text, { ...more, passedOn: "user" })),
    quote: async (chatId, text, quoted) => String(fake.say(Number(chatId), text, { quoted })),
    answer: async (chatId, text, messageId) =>
      String(fake.say(Number(chatId), text, { replyTo: Number(messageId) })),
    mention: async (chatId, name, text) => String(fake.say(Number(chatId), text, { mentions: name })),
    edit: async (messageId, text) => fake.edit(Number(messageId), text),
    groupName: "Group",
    press: async (messageId, label) => fake.press(Number(messageId), label),
    shown: async (chatId) =>
      fake.shown(Number(chatId)).map(({ id, chatId: chat, replyTo, buttons, ...rest }) => ({
        ...rest,
        id: String(id),
        chatId: String(chat),
        replyTo: replyTo === undefined ? undefined : String(replyTo),
        buttons: buttons.map(({ text }) => text),
      })),
    moods: async (messageId) => fake.reactions(TELEGRAM_PERSON.id, Number(messageId)),
    redeliver: async () => fake.redeliver(),
    disconnect: async () => fake.disconnect(),
    async failNextSend(kind) {
      const [method] = sends;
      if (kind === "unreachable") fake.fail({ method, with: "drop" });
      else if (kind === "rate_limited")
        fake.fail({
          method,
          with: { code: 429, description: "Too Many Requests: retry after 3", retryAfter: 3 },
        });
      else if (kind === "permanent")
        fake.fail({ method, with: { code: 403, description: "Forbidden: bot was blocked by the user" } });
      else fake.fail({ method, with: { code: 401, description: "Unauthorized" } });
    },
    revokeToken: async () => fake.revoke(),
  };
}
