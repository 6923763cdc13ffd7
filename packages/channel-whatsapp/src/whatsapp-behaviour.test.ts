import { getEventListeners } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, type IncomingMessage, PlatformError, SYSTEM_TIMING } from "@tinyagi/channels";
import { waitFor } from "@tinyagi/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { openWhatsAppSubject, type SubjectOptions, type WhatsAppSubject } from "./fixture.js";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

async function subjectWith(options: SubjectOptions = {}): Promise<WhatsAppSubject> {
  const subject = await openWhatsAppSubject(options);
  open.push(subject);
  return subject;
}

function start(
  { adapter }: WhatsAppSubject,
  take: (message: IncomingMessage) => Promise<void> = async () => {},
) {
  const stop = new AbortController();
  const messages: IncomingMessage[] = [];
  const connections: Connection[] = [];
  const ended = adapter
    .run(
      {
        async message(message) {
          messages.push(message);
          await take(message);
          return true;
        },
        press: async () => undefined,
        connection: (connection) => void connections.push(connection),
      },
      stop.signal,
    )
    .catch((error: unknown) => error);
  const running = {
    messages,
    connections,
    ended,
    isConnected: () => connections.at(-1)?.state === "connected",
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
  open.push(running);
  return running;
}

async function connected(subject: WhatsAppSubject) {
  const running = start(subject);
  await waitFor(running.isConnected);
  return running;
}

const signal = () => AbortSignal.timeout(20_000);

describe("linking an account", () => {
  it("offers a QR code, and beside it a code to type when the phone number is known", async () => {
    const subject = await subjectWith({ scans: false, phoneNumber: "+49 (155) 50000" });
    const running = start(subject);
    const getCode = () =>
      running.connections.flatMap((one) => (one.state === "login" ? (one.login.code ?? []) : []))[0];
    await waitFor(() => getCode() !== undefined);
    expect(getCode()).toMatch(/^[A-Z0-9]{4}-[A-Z0-9]{4}$/);
    expect(running.connections.some((one) => one.state === "login" && one.login.qr !== undefined)).toBe(true);
    await subject.fake.enterCode((getCode() ?? "").replace("-", ""));
    await waitFor(running.isConnected);
    expect(running.connections.at(-1)).toEqual({ state: "connected", account: "+4915550000" });
  });

  it("stores the session where only its owner reads it", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    await running[Symbol.asyncDispose]();
    expect((await stat(subject.stateFolder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(subject.stateFolder))
      expect((await stat(join(subject.stateFolder, name))).mode & 0o777).toBe(0o600);
  });

  it("continues with the stored session after a restart", async () => {
    const subject = await subjectWith();
    const first = await connected(subject);
    await first[Symbol.asyncDispose]();
    const second = await connected(subject);
    expect(second.connections.map(({ state }) => state)).toEqual(["connecting", "connected"]);
  });

  it("shows a new QR code at the next start after WhatsApp logged the device out", async () => {
    const subject = await subjectWith();
    const first = await connected(subject);
    subject.fake.faults.logOut();
    const error = await first.ended;
    expect(error).toBeInstanceOf(PlatformError);
    expect(error).toMatchObject({ kind: "unauthorized" });
    expect(await readdir(subject.stateFolder)).toEqual([]);
    const second = await connected(subject);
    expect(second.connections.some(({ state }) => state === "login")).toBe(true);
  });
});

describe("an unreadable session", () => {
  it("stops the channel, and is not replaced", async () => {
    const subject = await subjectWith();
    const first = await connected(subject);
    await first[Symbol.asyncDispose]();
    const path = join(subject.stateFolder, "creds.json");
    await writeFile(path, '{"half');
    const error = await start(subject).ended;
    expect(error).toMatchObject({ kind: "unauthorized" });
    expect(String(error)).toContain("tinyagi channel reset whatsapp");
    expect(await readFile(path, "utf8")).toBe('{"half');
  });
});

describe("a message", () => {
  it("is confirmed to WhatsApp only after TinyAGI took it", async () => {
    const subject = await subjectWith();
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = start(subject, () => hold);
    await waitFor(running.isConnected);
    const id = await subject.fake.say(subject.eve, { text: "hello" });
    await waitFor(() => running.messages.length === 1);
    // An answer of the server shows that everything that was sent before has arrived.
    await subject.adapter.typing?.({ id: subject.eve.jid }, signal());
    await waitFor(() => subject.fake.typing.length === 1);
    expect(subject.fake.confirmed).not.toContain(id);
    release();
    await waitFor(() => subject.fake.confirmed.includes(id));
  });

  it("that takes long delays no other chat, and keeps its place in its own", async () => {
    const subject = await subjectWith();
    const { fake, eve } = subject;
    const bob = fake.directory.addPerson("4915550002", "Bob");
    let release = () => {};
    const hold = new Promise<void>((resolve) => {
      release = resolve;
    });
    const running = start(subject, ({ text }) => (text === "slow" ? hold : Promise.resolve()));
    await waitFor(running.isConnected);
    const slow = await fake.say(eve, { text: "slow" });
    await waitFor(() => running.messages.length === 1);
    const behind = await fake.say(eve, { text: "behind it" });
    const elsewhere = await fake.say(bob, { text: "elsewhere" });
    await waitFor(() => fake.confirmed.includes(elsewhere));
    expect(running.messages.map(({ text }) => text)).toEqual(["slow", "elsewhere"]);
    expect(fake.confirmed).not.toContain(slow);
    release();
    await waitFor(() => fake.confirmed.includes(behind));
    expect(running.messages.map(({ text }) => text)).toEqual(["slow", "elsewhere", "behind it"]);
  });

  it("of the owner to the own number is a direct message, and is answered there", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const { fake, adapter } = subject;
    const me = fake.account;
    const id = await fake.say(me, { text: "note to my agents" });
    await waitFor(() => running.messages.length === 1);
    const [message] = running.messages;
    expect(message).toMatchObject({ kind: "direct", sender: { id: me.jid }, text: "note to my agents" });
    const { ref } = message ?? { ref: { chat: { id: "" }, id: "" } };
    expect(ref).toEqual({ chat: { id: me.jid }, id });
    await adapter.sendText(ref.chat, { markdown: "answer", replyTo: ref.id }, signal());
    await adapter.react?.(ref, "done", signal());
    await waitFor(() => fake.view.reactions(id).includes("✅"));
    expect(fake.view.shown(me.jid)).toMatchObject([{ text: "answer", replyTo: id }]);
    // What the bot itself sends there is no message of a person.
    fake.redeliver();
    await fake.say(me, { text: "second" });
    await waitFor(() => running.messages.some(({ text }) => text === "second"));
    expect(new Set(running.messages.map(({ text }) => text))).toEqual(
      new Set(["note to my agents", "second"]),
    );
  });

  it("to the own number is quoted and marked as the owner's also after a restart", async () => {
    const subject = await subjectWith();
    await connected(subject);
    const { fake, adapter } = subject;
    const ref = { chat: { id: fake.account.jid }, id: "3EB0BEFORE" };
    await adapter.sendText(ref.chat, { markdown: "answer", replyTo: ref.id }, signal());
    expect(fake.view.shown(fake.account.jid)).toMatchObject([{ text: "answer", replyTo: "3EB0BEFORE" }]);
    await adapter.react?.(ref, "done", signal());
    await waitFor(() => fake.view.reactions("3EB0BEFORE").includes("✅"));
  });

  it("that is sent again under the same key is shown once", async () => {
    const subject = await subjectWith();
    await connected(subject);
    const chat = { id: subject.eve.jid };
    await subject.adapter.sendText(chat, { markdown: "answer", key: "out_1/0" }, signal());
    await subject.adapter.sendText(chat, { markdown: "answer", key: "out_1/0" }, signal());
    expect(subject.fake.sends).toHaveLength(2);
    expect(subject.fake.view.shown(subject.eve.jid)).toHaveLength(1);
  });

  it("that WhatsApp does not acknowledge counts as not sent", async () => {
    const subject = await subjectWith();
    await connected(subject);
    subject.fake.faults.holdsAcks = true;
    const soon = AbortSignal.timeout(1_500);
    const sending = subject.adapter.sendText({ id: subject.eve.jid }, { markdown: "answer" }, soon);
    await expect(sending).rejects.toMatchObject({ kind: "unreachable" });
    expect(subject.fake.sends).toHaveLength(1);
  });

  it("leaves nothing behind on the signal of the channel, which lives as long as its process", async () => {
    const subject = await subjectWith();
    await connected(subject);
    const channel = new AbortController();
    for (let n = 0; n < 3; n += 1)
      await subject.adapter.sendText({ id: subject.eve.jid }, { markdown: `answer ${n}` }, channel.signal);
    expect(getEventListeners(channel.signal, "abort")).toEqual([]);
  });

  it("reaches a group, as an answer to its message", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const { fake, eve, group, adapter } = subject;
    const id = await fake.say(eve, { text: "@4915550000 hi", mentions: [fake.account.jid] }, group);
    await waitFor(() => running.messages.length === 1);
    const { ref } = running.messages[0] ?? {};
    await adapter.sendText({ id: group }, { markdown: "hello all", replyTo: ref?.id ?? "" }, signal());
    expect(fake.view.shown(group)).toMatchObject([{ text: "hello all", replyTo: id }]);
    await adapter.react?.({ chat: { id: group }, id: ref?.id ?? "" }, "done", signal());
    await waitFor(() => fake.view.reactions(id).includes("✅"));
  });

  it("quotes a question of a group from before a restart", async () => {
    const subject = await subjectWith();
    await connected(subject);
    const { fake, eve, group, adapter } = subject;
    const replyTo = `${eve.jid}/3EB0BEFORE`;
    await adapter.sendText({ id: group }, { markdown: "after the restart", replyTo }, signal());
    expect(fake.view.shown(group)).toMatchObject([{ text: "after the restart", replyTo: "3EB0BEFORE" }]);
    await adapter.react?.({ chat: { id: group }, id: replyTo }, "done", signal());
    await waitFor(() => fake.view.reactions("3EB0BEFORE").includes("✅"));
  });

  it("keeps its place among messages that arrive together", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const { fake, eve, group } = subject;
    const texts = Array.from({ length: 12 }, (_, at) => `${at}`);
    for (const text of texts) await fake.say(eve, { text }, group);
    await waitFor(() => running.messages.length === texts.length);
    expect(running.messages.map(({ text }) => text)).toEqual(texts);
  });

  it("that answers the bot in a group is addressed to it", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const { fake, eve, group } = subject;
    await fake.say(eve, { text: "why?", quotes: { id: "3EB0AA", author: fake.account.jid } }, group);
    await fake.say(eve, { text: "and you?", quotes: { id: "3EB0BB", author: eve.jid } }, group);
    await waitFor(() => running.messages.length === 2);
    expect(running.messages.map(({ addressed }) => addressed)).toEqual([true, false]);
  });
});

describe("an odd message", () => {
  it("that is no message stops neither its chat nor its group", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const { fake, eve, group } = subject;
    for (const chat of [undefined, group]) {
      await fake.say(eve, { text: "", content: Buffer.from([255, 255, 255, 255, 255, 1]) }, chat);
      await fake.say(eve, { text: `after it in ${chat}` }, chat);
    }
    await waitFor(() => running.messages.length === 2);
    expect(running.messages.map(({ text }) => text)).toEqual([
      "after it in undefined",
      `after it in ${group}`,
    ]);
  });

  it("to view once is there, and says what its sender can do", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const id = await subject.fake.say(subject.eve, { text: "", isViewOnce: true });
    await waitFor(() => running.messages.length === 1);
    expect(running.messages[0]).toMatchObject({
      ref: { chat: { id: subject.eve.jid }, id },
      sender: { id: subject.eve.jid },
      text: expect.stringContaining("to view once"),
    });
  });

  it.each<[object, string]>([
    [
      { pollCreationMessageV3: { name: "Lunch?", options: [{ optionName: "Yes" }, { optionName: "No" }] } },
      "[Poll: Lunch?]\n- Yes\n- No",
    ],
    [
      { contactMessage: { displayName: "Bob", vcard: "TEL;type=CELL;waid=4915550002:+49 155 50002" } },
      "[Contact: Bob, +4915550002]",
    ],
    [
      { contactsArrayMessage: { contacts: [{ displayName: "Bob" }, { displayName: "Ann" }] } },
      "[Contact: Bob]\n[Contact: Ann]",
    ],
    [{ liveLocationMessage: { degreesLatitude: 1.5, degreesLongitude: 2 } }, "[Live location: 1.5, 2]"],
    [{ buttonsResponseMessage: { selectedDisplayText: "Approve" } }, "Approve"],
    [{ listResponseMessage: { title: "Row 1" } }, "Row 1"],
    [
      { eventMessage: { name: "Party", startTime: 1_800_000_000 } },
      "[Event: Party, 2027-01-15T08:00:00.000Z]",
    ],
    [{ ephemeralMessage: { message: { conversation: "vanishes" } } }, "vanishes"],
  ])("of another kind is a text: %j", async (content, text) => {
    const subject = await subjectWith();
    const running = await connected(subject);
    await subject.fake.say(subject.eve, { text: "", content });
    await waitFor(() => running.messages.length === 1);
    expect(running.messages[0]?.text).toBe(text);
  });

  it("that no person wrote is no message: a vote, a reaction, a deletion, an empty wrapper", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const key = { id: "3EB0AA", remoteJid: subject.eve.jid };
    for (const content of [
      { pollUpdateMessage: { pollCreationMessageKey: key } },
      { reactionMessage: { key, text: "👍" } },
      { protocolMessage: { key, type: 0 } },
      { ephemeralMessage: {} },
      { albumMessage: { expectedImageCount: 2 } },
      {},
    ])
      await subject.fake.say(subject.eve, { text: "", content });
    await subject.fake.say(subject.eve, { text: "end" });
    await waitFor(() => running.messages.length > 0);
    expect(running.messages.map(({ text }) => text)).toEqual(["end"]);
  });
});

describe("a file from a stranger's app", () => {
  it("is fetched from WhatsApp's media servers, whatever address the message names", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    const file = {
      name: "notes.txt",
      bytes: Buffer.from("the notes"),
      url: "https://169.254.169.254/latest/meta-data",
    };
    await subject.fake.say(subject.eve, { text: "", file });
    await waitFor(() => running.messages.length === 1);
    const [attachment] = running.messages[0]?.attachments ?? [];
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await attachment?.open(signal())) ?? []) chunks.push(chunk);
    expect(String(Buffer.concat(chunks))).toBe("the notes");
  });

  it("is not downloaded before somebody opens it", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    await subject.fake.say(subject.eve, { text: "", file: { name: "a.txt", bytes: Buffer.from("a") } });
    await waitFor(() => running.messages.length === 1);
    expect(subject.fake.media.downloads).toEqual([]);
  });
});

describe("the connection", () => {
  it("is replaced when it is half-open", async () => {
    const timing = {
      ...SYSTEM_TIMING,
      sleep: (ms: number, stop: AbortSignal) => SYSTEM_TIMING.sleep(ms / 30, stop),
    };
    const subject = await subjectWith({ timing });
    const running = await connected(subject);
    subject.fake.faults.stall();
    await subject.fake.say(subject.eve, { text: "are you there?" });
    await waitFor(() => running.messages.some(({ text }) => text === "are you there?"));
    expect(running.connections).toContainEqual({
      state: "reconnecting",
      reason: "WhatsApp did not answer in time",
      why: { code: "channel.platform", fault: "unreachable", status: 408 },
    });
  });

  it("says so when another program uses the session, and tries again", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    subject.fake.faults.replace();
    await waitFor(() => running.connections.some(({ state }) => state === "reconnecting"));
    expect(JSON.stringify(running.connections)).toContain("another program uses the same WhatsApp session");
    await waitFor(running.isConnected);
  });

  it("outlives errors of WhatsApp", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    for (const code of [515, 503, 500]) {
      const before = running.connections.length;
      subject.fake.faults.streamError(code);
      await waitFor(() => running.connections.slice(before).some(({ state }) => state === "connected"));
    }
  });

  it("ends for good when WhatsApp blocks the account", async () => {
    const subject = await subjectWith();
    const running = await connected(subject);
    subject.fake.faults.failNextLogin(403);
    subject.fake.faults.drop();
    expect(await running.ended).toMatchObject({
      kind: "unauthorized",
      message: expect.stringContaining("blocked"),
    });
    expect(await readdir(subject.stateFolder)).toContain("creds.json");
  });
});
