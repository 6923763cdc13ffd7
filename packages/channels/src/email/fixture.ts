/** For tests: the e-mail adapter with a fake provider, and what people do there. */
import { createFakeMail, type FakeMail, MAIL_PERSON } from "@tinyagi/testkit/fake-mail";
import { type FakeSubject, openSubject } from "../adapter/fixture.js";
import { SYSTEM_TIMING, type Timing } from "../base/timing.js";
import type { PlatformControl } from "../conformance.js";
import { openEmail } from "./email-adapter.js";

const TEAM = "team@people.test";

export type EmailSubject = FakeSubject<FakeMail>;

/** Pauses between attempts are short. */
const FAST: Timing = { ...SYSTEM_TIMING, sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms / 50, signal) };

export interface SubjectOptions {
  readonly timing?: Timing;
  readonly hasIdle?: boolean;
  readonly more?: Readonly<Record<string, unknown>>;
}

export async function openEmailSubject(options: SubjectOptions = {}): Promise<EmailSubject> {
  const { timing = FAST, hasIdle = true, more = {} } = options;
  const fake = await createFakeMail({ hasIdle });
  const settings = {
    address: fake.account,
    password: fake.password,
    imap_host: "127.0.0.1",
    imap_port: fake.imapPort,
    smtp_host: "127.0.0.1",
    smtp_port: fake.smtpPort,
    authserv_id: fake.authservId,
    ...more,
  };
  return openSubject(fake, {
    platform: createControl(fake),
    token: fake.password,
    open: (stateFolder) => openEmail({ settings, stateFolder, timing, log: () => {} }),
  });
}

function createControl(fake: FakeMail): PlatformControl {
  const resolvePlace = (chatId: string, isMentioned: boolean) => {
    if (chatId !== TEAM) return {};
    return isMentioned ? { to: [fake.account, TEAM] } : { to: [TEAM], cc: [fake.account] };
  };
  return {
    direct: MAIL_PERSON.address,
    group: TEAM,
    person: { id: MAIL_PERSON.address, name: MAIL_PERSON.name },
    say: async (chatId, text, { mention = false, ...more } = {}) =>
      fake.say(text, { ...more, ...resolvePlace(chatId, mention) }),
    forward: async (chatId, text, more = {}) =>
      fake.say(
        `---------- Forwarded message ---------\r\nFrom: Mallory <m@x.test>\r\nSubject: a\r\n\r\n${text}`,
        {
          ...more,
          ...resolvePlace(chatId, false),
        },
      ),
    quote: async (chatId, text, quoted) =>
      fake.say(
        `${text}\r\n\r\nOn Tue, May 5, 2026 at 10:00 AM Mallory <m@x.test> wrote:\r\n\r\n> ${quoted}`,
        resolvePlace(chatId, false),
      ),
    answer: async (_chatId, text, messageId) => fake.say(text, { inReplyTo: messageId }),
    press: async () => {
      throw new Error("a mail has no buttons");
    },
    shown: async (chatId) =>
      fake.received
        .filter(({ to }) => to === chatId)
        .map(({ id, to, text, inReplyTo, file }) => ({ id, chatId: to, text, replyTo: inReplyTo, file })),
    redeliver: async () => fake.redeliver(),
    disconnect: async () => fake.disconnect(),
    async failNextSend(kind) {
      const faults = {
        unreachable: { code: 451, text: "4.3.0 try later" },
        rate_limited: { code: 450, text: "4.7.1 too many mails" },
        permanent: { code: 550, text: "5.1.1 no such user" },
        unauthorized: { code: 535, text: "5.7.8 no" },
      } as const;
      fake.fail(faults[kind]);
    },
    revokeToken: async () => fake.revoke(),
  };
}
