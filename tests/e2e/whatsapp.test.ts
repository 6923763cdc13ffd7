/**
 * WhatsApp with a real daemon, the channel's real process and an unmodified client, against a fake WhatsApp.
 *
 * @requirement CHANNEL-2 @requirement CHANNEL-3 @requirement CHANNEL-13
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openWhatsAppStage } from "./support/whatsapp-stage.js";

const CODE = /code: ([A-Z2-9]{8})$/m;

describe("a person on WhatsApp", () => {
  test("pairs, sends a file to three agents, sees progress, and gets one joined answer with a file", async () => {
    await using it = await openWhatsAppStage();
    const { fake, eve, stage } = it;
    await it.start();
    await it.link();
    await fake.say(eve, { text: "hello" });
    const pairing = await it.shown(({ text }) => CODE.test(text));
    await stage.cli(["pairing", "approve", CODE.exec(pairing.text)?.[1] ?? ""]);
    const file = { name: "../../plan.md", bytes: Buffer.from("the plan") };
    const text = [
      "@dev please look",
      "#demo slow 8000",
      "#demo say [@coder: write it] [@reviewer: read it] [send_file: AGENTS.md]",
    ].join("\n");
    const question = await fake.say(eve, { text, file });
    const progress = await it.shown((message) => message.text.includes("⏳ @"));
    const answer = await it.shown(({ text, replyTo }) => replyTo === question && text.includes("Coder"));
    expect(answer.text).toContain("Reviewer");
    expect(answer.text).not.toContain("[@coder:");
    const sent = await it.shown((message) => message.file !== undefined);
    expect(sent.file?.bytes.length).toBeGreaterThan(10);
    await waitFor(() => progress.text === "Done", { what: "the progress to end" });
    const folder = join(stage.place.home, "files", "in");
    const stored = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".md"),
    );
    expect(stored).toEqual([expect.stringMatching(/^[0-9a-f]{24}\/([0-9a-f]{24})\/\1\.md$/)]);
    expect(readFileSync(join(folder, stored[0] ?? ""), "utf8")).toBe("the plan");
    await waitFor(() => fake.view.reactions(question)[0] === "✅", { what: "the mood" });
    expect(fake.typing).toContain(eve.jid);
  });

  test("stops work, decides by typing what the request says, once, and reads a long answer with code", async () => {
    await using it = await openWhatsAppStage({ budgets: { day: { runs: 1, onLimit: "ask" } } });
    const { fake, eve } = it;
    const daemon = await it.start();
    await it.link();
    await it.pair();
    const long = await fake.say(eve, { text: "#demo slow 600000" });
    await waitFor(() => fake.view.reactions(long)[0] === "👀", { what: "the long work to begin" });
    await fake.say(eve, { text: "/stop" });
    await it.shown(({ text }) => text.startsWith("Stopped 1 conversation"));
    await waitFor(() => fake.view.reactions(long)[0] === "❌", { what: "the mood of what was stopped" });

    await fake.say(eve, { text: "#demo say second" });
    const asked = await it.shown(({ text }) => /\/approve ask_\w+/.test(text));
    const decision = /\/approve ask_\w+/.exec(asked.text)?.[0] ?? "";
    const mallory = fake.directory.addPerson("4915550009", "Mallory");
    await fake.say(mallory, { text: decision });
    await it.shown(({ text }) => CODE.test(text), mallory.jid);
    await fake.say(eve, { text: decision });
    await it.shown(({ text }) => text.startsWith("Approved."));
    await it.shown(({ text }) => text.includes("second"));
    await fake.say(eve, { text: decision.replace("approve", "deny") });
    await it.shown(({ text }) => text.startsWith("This was approved before"));
    const { approvals } = await daemon.client.call("listApprovals", { query: { status: "all" } });
    expect(approvals).toMatchObject([{ status: "approved" }]);

    const code = Array.from({ length: 170 }, (_, i) => `const value${i} = "<b>${i}</b>";`).join("\n");
    const message = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThe end.`;
    expect(message.length).toBeGreaterThan(4_500);
    const body = { channel: "whatsapp", sender: "Eve", senderId: eve.jid, message };
    await daemon.client.call("createResponse", { body });
    const { file } = await it.shown((shown) => shown.file !== undefined);
    expect(Buffer.from(file?.bytes ?? []).toString("utf8")).toBe(message);
    const { text } = await it.shown((shown) => shown.text.startsWith("Look:"));
    // A code block is closed before the note, which is in italics.
    expect(text).toMatch(
      /```\nconst value0 = "<b>0<\/b>";\n[\s\S]*\n```\n+_\(Full response attached as file\)_$/,
    );
  });

  test("who is not approved gets one answer for 100 messages, and nothing of them is on the disk", async () => {
    await using it = await openWhatsAppStage();
    const { fake, eve, stage, group } = it;
    const daemon = await it.start();
    await it.link();
    const file = { name: "canary-file.txt", bytes: Buffer.from("canary-bytes") };
    for (let n = 0; n < 100; n += 1)
      await fake.say(eve, n % 10 === 0 ? { text: "canary-text", file } : { text: "canary-text" });
    await fake.say(eve, { text: "@4915550000 canary-text", mentions: [fake.account.jid] }, group.jid);
    await waitFor(() => fake.confirmed.length === 101, { what: "all messages to be confirmed" });
    await it.shown(({ text }) => CODE.test(text));
    await waitFor(async () => (await it.state()).waiting === 0);
    expect(fake.view.shown(eve.jid)).toHaveLength(1);
    expect(fake.view.shown(group.jid)).toEqual([]);
    expect(fake.media.downloads).toEqual([]);
    expect(readdirSync(join(stage.place.home, "files", "in"))).toEqual([]);
    expect((await daemon.client.call("listRuns", { query: {} })).length).toBe(0);
    const state = join(stage.place.home, "channels", "whatsapp");
    for (const name of readdirSync(state))
      expect(readFileSync(join(state, name), "utf8")).not.toContain("canary");
  });

  test("in a group, the bot answers only when it is mentioned; a long answer with code is readable", async () => {
    await using it = await openWhatsAppStage();
    const { fake, eve, group } = it;
    const other = fake.directory.addGroup("Other", [fake.account, eve]);
    await it.start();
    await it.link();
    await it.pair();
    const mentions = [fake.account.jid];
    await fake.say(eve, { text: "nobody asked" }, group.jid);
    await fake.say(eve, { text: "@4915550000 wrong group", mentions }, other.jid);
    const id = await fake.say(eve, { text: "@4915550000 #demo say **yes**", mentions }, group.jid);
    const answer = await it.shown(({ text }) => text.includes("*yes*"), group.jid);
    expect(answer).toMatchObject({ replyTo: id, text: expect.stringContaining("[coder]") });
    expect(fake.view.shown(group.jid).map(({ text }) => text)).toEqual([expect.stringContaining("*yes*")]);
    expect(fake.view.shown(other.jid)).toEqual([]);

    const code = Array.from({ length: 170 }, (_, i) => `const value${i} = "<b>${i}</b>";`).join("\n");
    const message = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThe end.`;
    const body = { channel: "whatsapp", sender: "Eve", senderId: eve.jid, message };
    await it.stage.current().client.call("createResponse", { body });
    const { file } = await it.shown((one) => one.file !== undefined);
    expect(Buffer.from(file?.bytes ?? []).toString("utf8")).toBe(message);
    const { text } = await it.shown((one) => one.text.startsWith("Look:"));
    expect(text).toContain(`Look:\n\n\`\`\`\n${code.slice(0, 3_500)}`);
    expect(text.match(/```/g)).toHaveLength(2);
    // The note is not part of the code block that was cut.
    expect(text).toMatch(/```\n+_\(Full response attached as file\)_$/);
  });
});

describe("when something fails", () => {
  test("a reply whose acknowledgement was lost in a crash is sent again, and shown once", async () => {
    await using it = await openWhatsAppStage();
    const { fake, eve } = it;
    const first = await it.start();
    await it.link();
    await it.pair();
    const { pid = 0 } = await it.state();
    fake.faults.holdsAcks = true;
    await fake.say(eve, { text: "#demo say once" });
    await it.shown(({ text }) => text.includes("once"));
    first.signal("SIGKILL");
    await waitFor(() => !isAlive(pid), { what: "the channel to end" });
    await fake.say(eve, { text: "#demo say while down" });
    fake.faults.holdsAcks = false;
    await it.start();
    await it.shown(({ text }) => text.includes("while down"));
    const ids = fake.view.shown(eve.jid).filter(({ text }) => text.includes("once"));
    expect(ids).toHaveLength(1);
    const [{ id } = { id: "" }] = ids;
    await waitFor(() => fake.sends.filter((sent) => sent === id).length === 2, { what: "the second try" });
  });

  test("while WhatsApp is down nothing is lost, and the status says so", async () => {
    await using it = await openWhatsAppStage();
    const { fake, eve } = it;
    const daemon = await it.start();
    await it.link();
    await it.pair();
    fake.faults.refusesConnections = true;
    fake.faults.drop();
    await it.becomes("reconnecting");
    const body = { channel: "whatsapp", sender: "Eve", senderId: eve.jid, message: "while down" };
    await daemon.client.call("createResponse", { body });
    await fake.say(eve, { text: "#demo say answered later" });
    expect((await it.state()).waiting).toBe(1);
    fake.faults.refusesConnections = false;
    await it.shown(({ text }) => text === "while down");
    await it.shown(({ text }) => text.includes("answered later"));
    await it.becomes("connected");
  });

  test("a device that was logged out stops and says why; its session was shown nowhere; a start links again", async () => {
    await using it = await openWhatsAppStage();
    const { fake, stage, eve } = it;
    const daemon = await it.start();
    await it.link();
    await it.pair();
    await fake.say(eve, { text: "#demo say fine" });
    await it.shown(({ text }) => text.includes("fine"));
    const folder = join(stage.place.home, "channels", "whatsapp");
    const { noiseKey, signedIdentityKey, advSecretKey } = JSON.parse(
      readFileSync(join(folder, "creds.json"), "utf8"),
    );
    const secrets = [noiseKey.private.data, signedIdentityKey.private.data, advSecretKey];
    fake.faults.logOut();
    const failed = await it.becomes("failed");
    expect(failed).toMatchObject({
      running: false,
      reason: expect.stringContaining("logged this device out"),
    });
    expect(readdirSync(folder)).toEqual([]);
    const paths = ["/api/settings", "/api/channels", "/api/status", "/api/logs?limit=1000"];
    const answers = await Promise.all(paths.map((path) => daemon.call("GET", path)));
    const logs = join(stage.place.home, "logs");
    const texts = [
      JSON.stringify(answers.map(({ body }) => body)),
      ...readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8")),
    ];
    for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
    await daemon.call("POST", "/api/services/channel/whatsapp/start");
    await it.link();
    await fake.say(eve, { text: "#demo say back again" });
    await it.shown(({ text }) => text.includes("back again"));
  });
});
