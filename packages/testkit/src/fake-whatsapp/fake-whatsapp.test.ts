import { DisconnectReason, downloadMediaMessage, proto } from "@whiskeysockets/baileys";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { waitFor } from "../wait-for.js";
import { createFakeWhatsApp, type FakeWhatsApp } from "./fake-whatsapp.js";
import { type BaileysClient, createBaileysClient } from "./fixture.js";
import type { Person } from "./person.js";
import { SILENT } from "./silent-logger.js";
import { trustFakeWhatsApp } from "./trust.js";

trustFakeWhatsApp();
// libsignal prints its sessions, keys included.
for (const method of ["info", "warn", "error", "log"] as const)
  vi.spyOn(console, method).mockImplementation(() => {});

let whatsApp: FakeWhatsApp;
let client: BaileysClient;
let eve: Person;

beforeEach(async () => {
  whatsApp = await createFakeWhatsApp();
  client = createBaileysClient(whatsApp);
  eve = whatsApp.directory.addPerson("4915550001", "Eve");
});
afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await whatsApp[Symbol.asyncDispose]();
});

const toText = (message: proto.IMessage): string =>
  message.conversation ?? message.extendedTextMessage?.text ?? "";
const shown = (chat = eve.jid): string[] => whatsApp.view.shown(chat).map(({ text }) => text);

describe("the fake WhatsApp links Baileys", () => {
  it("by QR code", async () => {
    const { socket } = await client.link();
    expect(socket.user?.id).toBe("4915550000:7@s.whatsapp.net");
  });

  it("by a code that is typed on the phone", async () => {
    const first = client.connect();
    await waitFor(() => first.qr !== "");
    const code = await first.socket.requestPairingCode("4915550000");
    await whatsApp.enterCode(code);
    await waitFor(() => first.end === DisconnectReason.restartRequired);
    const second = client.connect();
    await waitFor(() => second.isOpen);
  });

  it("and takes the 812 keys of a new device", async () => {
    await using asking = await createFakeWhatsApp({ asksForKeys: true });
    await using device = createBaileysClient(asking);
    const { messages } = await device.link();
    await asking.say(asking.directory.addPerson("4915550002", "Ann"), { text: "with a key of my own" });
    await waitFor(() => messages.map(toText).includes("with a key of my own"));
  });
});

describe("messages through the fake WhatsApp", () => {
  it("are encrypted both ways", async () => {
    const { socket, messages } = await client.link();
    const id = await whatsApp.say(eve, { text: "hello" });
    await waitFor(() => messages.map(toText).includes("hello"));
    await waitFor(() => whatsApp.confirmed.includes(id));
    await socket.sendMessage(eve.jid, { text: "one" });
    await whatsApp.say(eve, { text: "again" });
    await waitFor(() => messages.map(toText).includes("again"));
    await socket.sendMessage(eve.jid, { text: "two" });
    await waitFor(() => shown().length === 2);
    expect(shown()).toEqual(["one", "two"]);
  });

  it("are edited, get a reaction, and are deleted", async () => {
    const { socket } = await client.link();
    const question = await whatsApp.say(eve, { text: "?" });
    const sent = await socket.sendMessage(eve.jid, { text: "first" });
    if (sent === undefined) throw new Error("nothing was sent");
    await socket.sendMessage(eve.jid, { text: "second", edit: sent.key });
    await waitFor(() => shown().includes("second"));
    expect(shown()).toEqual(["second"]);
    const key = { remoteJid: eve.jid, id: question, fromMe: false };
    await socket.sendMessage(eve.jid, { react: { text: "👀", key } });
    await waitFor(() => whatsApp.view.reactions(question).includes("👀"));
    await socket.sendMessage(eve.jid, { delete: sent.key });
    await waitFor(() => shown().length === 0);
  });

  it("reach a group and come from it", async () => {
    const { socket, messages } = await client.link();
    const ann = whatsApp.directory.addPerson("4915550002", "Ann");
    const group = whatsApp.directory.addGroup("Team", [whatsApp.account, eve, ann]);
    await whatsApp.say(eve, { text: "first" }, group.jid);
    await whatsApp.say(eve, { text: "second", mentions: [whatsApp.account.jid] }, group.jid);
    await waitFor(() => messages.length === 2);
    expect(messages.map(toText)).toEqual(["first", "second"]);
    await socket.sendMessage(group.jid, { text: "to all" });
    await socket.sendMessage(group.jid, { text: "once more" });
    await waitFor(() => shown(group.jid).length === 2);
    expect(shown(group.jid)).toEqual(["to all", "once more"]);
  });

  it("bring files both ways", async () => {
    const { socket, messages } = await client.link();
    await whatsApp.say(eve, { text: "see", file: { name: "notes.txt", bytes: Buffer.from("the notes") } });
    await waitFor(() => messages.length === 1);
    const message = proto.WebMessageInfo.fromObject({
      key: { remoteJid: eve.jid, id: "1" },
      message: messages[0],
    });
    const context = { logger: SILENT, reuploadRequest: socket.updateMediaMessage };
    expect(String(await downloadMediaMessage(message as never, "buffer", {}, context))).toBe("the notes");
    const document = Buffer.from("the report");
    await socket.sendMessage(eve.jid, { document, fileName: "report.txt", mimetype: "text/plain" });
    await waitFor(() => whatsApp.view.shown(eve.jid).length === 1);
    const [file] = whatsApp.view.shown(eve.jid).map((one) => one.file);
    expect(file?.name).toBe("report.txt");
    expect(String(Buffer.from(file?.bytes ?? []))).toBe("the report");
  });

  it("wait while the device is away", async () => {
    await client.link();
    whatsApp.faults.drop();
    await waitFor(() => !whatsApp.isConnected);
    await whatsApp.say(eve, { text: "meanwhile" });
    const again = client.connect();
    await waitFor(() => again.messages.map(toText).includes("meanwhile"));
  });
});

describe("failures of the fake WhatsApp", () => {
  it.each([
    ["a restart", DisconnectReason.restartRequired, (fake: FakeWhatsApp) => fake.faults.streamError(515)],
    ["an overload", 503, (fake: FakeWhatsApp) => fake.faults.streamError(503)],
    ["a second program", DisconnectReason.connectionReplaced, (fake: FakeWhatsApp) => fake.faults.replace()],
    ["a removed device", DisconnectReason.loggedOut, (fake: FakeWhatsApp) => fake.faults.logOut()],
    ["a lost connection", DisconnectReason.connectionClosed, (fake: FakeWhatsApp) => fake.faults.drop()],
  ])("show %s", async (_name, status, fail) => {
    const connected = await client.link();
    fail(whatsApp);
    await waitFor(() => connected.end === status);
  });

  it("refuse the session of a removed device", async () => {
    await client.link();
    whatsApp.faults.logOut();
    const again = client.connect();
    await waitFor(() => again.end === DisconnectReason.loggedOut);
  });

  it("refuse a message with a code", async () => {
    const { socket } = await client.link();
    whatsApp.faults.failNextSend(429);
    const id = "3EB0AA";
    const answer = socket.waitForMessage(id);
    await socket.sendMessage(eve.jid, { text: "too fast" }, { messageId: id });
    expect(await answer).toMatchObject({ tag: "ack", attrs: { error: "429" } });
    expect(shown()).toEqual([]);
  });
});
