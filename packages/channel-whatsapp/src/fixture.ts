/** For tests: the WhatsApp adapter with a fake server, and what its people can do. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AdapterEvents, type ChannelAdapter, SYSTEM_TIMING, type Timing } from "@tinyagi/channels";
import type { ConformanceSubject, PlatformControl } from "@tinyagi/channels/conformance";
import {
  createFakeWhatsApp,
  type FakeWhatsApp,
  type Person,
  trustFakeWhatsApp,
  visibleWhatsApp,
} from "@tinyagi/testkit/fake-whatsapp";
import { openWhatsApp } from "./whatsapp-adapter.js";

const MALLORY = "4915550666@s.whatsapp.net";

export interface WhatsAppSubject extends ConformanceSubject {
  readonly fake: FakeWhatsApp;
  readonly eve: Person;
  readonly stateFolder: string;
  readonly group: string;
  /** Another process with the same session. */
  reopen(): ChannelAdapter;
}

/** Pauses between attempts are short; the watchdog of a connection is not. */
const FAST: Timing = {
  ...SYSTEM_TIMING,
  sleep: (ms, signal) => SYSTEM_TIMING.sleep(ms === 30_000 ? ms : ms / 50, signal),
};

export interface SubjectOptions {
  readonly timing?: Timing;
  readonly phoneNumber?: string;
  /** Whether the QR code is scanned as soon as it shows. Default true. */
  readonly scans?: boolean;
}

export async function openWhatsAppSubject(options: SubjectOptions = {}): Promise<WhatsAppSubject> {
  const { timing = FAST, phoneNumber, scans = true } = options;
  trustFakeWhatsApp();
  const fake = await createFakeWhatsApp();
  const stateFolder = await mkdtemp(join(tmpdir(), "tinyagi-whatsapp-"));
  const eve = fake.directory.addPerson("4915550001", "<b>Eve</b>");
  const group = fake.directory.addGroup("Team", [fake.account, eve]).jid;
  const settings = {
    api_root: fake.url,
    ...(phoneNumber === undefined ? {} : { phone_number: phoneNumber }),
  };
  const reopen = () => openWhatsApp({ settings, stateFolder, timing, log: () => {} });
  const adapter = scans ? scanned(reopen(), fake) : reopen();
  return {
    fake,
    eve,
    group,
    stateFolder,
    adapter,
    reopen,
    platform: createControl(fake, { eve, group }),
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}

/** Whoever sees the QR code scans it. */
function scanned(adapter: ChannelAdapter, fake: FakeWhatsApp): ChannelAdapter {
  const run: ChannelAdapter["run"] = (events, signal) =>
    adapter.run(
      {
        ...events,
        connection(connection) {
          if (connection.state === "login" && connection.login.qr !== undefined && !fake.isLinked)
            void fake.scan(connection.login.qr);
          events.connection(connection);
        },
      },
      signal,
    );
  return {
    ...adapter,
    run,
    async check(signal) {
      if (!fake.isLinked) await untilConnected(run);
      return adapter.check(signal);
    },
  };
}

async function untilConnected(run: ChannelAdapter["run"]): Promise<void> {
  const stop = new AbortController();
  const events: AdapterEvents = {
    message: async () => true,
    press: async () => undefined,
    connection: ({ state }) => state === "connected" && stop.abort(),
  };
  await run(events, stop.signal);
}

function createControl(fake: FakeWhatsApp, { eve, group }: { eve: Person; group: string }): PlatformControl {
  return {
    direct: eve.jid,
    group,
    person: { id: eve.jid, name: eve.name },
    say: (chatId, text, { mention = false, file } = {}) =>
      fake.say(
        eve,
        {
          text: mention ? `@${fake.account.jid.split("@")[0]} ${text}` : text,
          ...(mention ? { mentions: [fake.account.jid] } : {}),
          ...(file === undefined ? {} : { file }),
        },
        chatId === group ? group : undefined,
      ),
    forward: (chatId, text, { file } = {}) =>
      fake.say(
        eve,
        { text, isForwarded: true, ...(file === undefined ? {} : { file }) },
        chatId === group ? group : undefined,
      ),
    quote: (chatId, text, quoted) =>
      fake.say(
        eve,
        { text, quotes: { id: "3EB0MALLORY", author: "4915550666@s.whatsapp.net", text: quoted } },
        chatId === group ? group : undefined,
      ),
    answer: (chatId, text, messageId) =>
      fake.say(
        eve,
        { text, quotes: { id: messageId, author: fake.account.jid, text: "…" } },
        chatId === group ? group : undefined,
      ),
    async mention(chatId, name, text) {
      // The name of an account is known from what it wrote.
      const known = fake.directory.person(MALLORY) ?? fake.directory.addPerson("4915550666", name);
      if (known.name === name) await fake.say(known, { text: "hello" });
      const mentioned = { text: `@4915550666 ${text}`, mentions: [MALLORY] };
      return fake.say(eve, mentioned, chatId === group ? group : undefined);
    },
    edit: async (messageId, text) => void (await fake.say(eve, { text, changes: messageId })),
    groupName: "Team",
    press: async () => {
      throw new Error("WhatsApp has no buttons");
    },
    shown: async (chatId) =>
      fake.view.shown(chatId).map(({ id, chat, text, replyTo, file }) => ({
        id,
        chatId: chat,
        text: visibleWhatsApp(text),
        replyTo,
        file,
      })),
    moods: async (messageId) => fake.view.reactions(messageId),
    redeliver: async () => fake.redeliver(),
    disconnect: async () => fake.faults.drop(),
    async failNextSend(kind) {
      const codes = { unreachable: 500, rate_limited: 429, permanent: 406, unauthorized: 401 } as const;
      fake.faults.failNextSend(codes[kind]);
    },
    revokeToken: async () => fake.faults.logOut(),
  };
}
