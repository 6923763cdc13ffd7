/**
 * Telegram with a real daemon, the channel's real process and an unmodified client, against a fake Bot API.
 *
 * @requirement CHANNEL-1 @requirement CHANNEL-2 @requirement CHANNEL-3
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openTelegramStage } from "./support/telegram-stage.js";
import { openTerminal } from "./support/terminal.js";

const CODE = /code: ([A-Z2-9]{8})$/m;

describe("a person on Telegram", () => {
  test("pairs, sends a file to three agents, sees progress, gets one joined answer with a file, and stops other work", async () => {
    await using it = await openTelegramStage();
    const { fake, eve, stage } = it;
    await it.start();
    fake.say(eve, "hello");
    const pairing = await it.shown(({ text }) => CODE.test(text));
    await stage.cli(["pairing", "approve", CODE.exec(pairing.text)?.[1] ?? ""]);
    const file = { name: "../../plan.md", bytes: Buffer.from("the plan") };
    const wish = [
      "@dev please look",
      "#demo slow 8000",
      "#demo say [@coder: write it] [@reviewer: read it] [send_file: AGENTS.md]",
    ].join("\n");
    const question = fake.say(eve, wish, { file });
    const progress = await it.shown(({ text }) => /^Working · \d+ s\n.*@lead/.test(text));
    const { id } = progress;
    const answer = await it.shown(({ text, replyTo }) => replyTo === question && text.includes("Coder"));
    expect(answer.text).toContain("Reviewer");
    expect(answer.text).not.toContain("[@coder:");
    const sent = await it.shown(({ file }) => file !== undefined);
    expect(sent.file?.bytes.length).toBeGreaterThan(10);
    expect(sent.file?.name).toBe("AGENTS.md");
    await waitFor(() => !fake.shown(eve).some((message) => message.id === id), {
      what: "the progress to go",
    });
    const stored = readdirSync(join(stage.place.home, "files", "in"), {
      recursive: true,
      encoding: "utf8",
    }).filter((path) => path.endsWith(".md"));
    expect(stored).toEqual([expect.stringMatching(/^[0-9a-f]{24}\/([0-9a-f]{24})\/\1\.md$/)]);
    expect(readFileSync(join(stage.place.home, "files", "in", stored[0] ?? ""), "utf8")).toBe("the plan");
    await waitFor(() => fake.reactions(eve, question)[0] === "👌", { what: "the mood" });
    const long = fake.say(eve, "#demo slow 600000");
    await waitFor(() => fake.reactions(eve, long)[0] === "👀", { what: "the long work to begin" });
    fake.say(eve, "/stop");
    await it.shown(({ text }) => text.startsWith("Stopped 1 conversation"));
    await waitFor(() => fake.reactions(eve, long)[0] === "😢", { what: "the mood of what was stopped" });
  });

  test("who is not approved gets one answer for 100 messages, and nothing of them is on the disk", async () => {
    await using it = await openTelegramStage();
    const { fake, eve, stage } = it;
    const daemon = await it.start();
    const file = { name: "canary-file.txt", bytes: Buffer.from("canary-bytes") };
    for (let n = 0; n < 100; n += 1) fake.say(eve, "canary-text", n % 10 === 0 ? { file } : {});
    await waitFor(() => fake.unconfirmed === 0, { what: "all messages to be confirmed" });
    await it.shown(({ text }) => CODE.test(text));
    await waitFor(async () => (await it.state()).waiting === 0);
    expect(fake.shown(eve)).toHaveLength(1);
    expect(fake.calls.some(({ method }) => method === "getFile")).toBe(false);
    expect(readdirSync(join(stage.place.home, "files", "in"))).toEqual([]);
    expect((await daemon.client.call("listRuns", { query: {} })).length).toBe(0);
  });

  test("in a group, the bot answers only in listed groups, when it is mentioned, and only approved people", async () => {
    const [listed, other] = [-1_001, -1_002];
    await using it = await openTelegramStage({ groups: { [listed]: { agent: "coder" } } });
    const { fake } = it;
    await it.start();
    await it.pair();
    const stranger = { id: 99, first_name: "Mallory" };
    fake.say(listed, "nobody asked");
    fake.say(other, "wrong group", { mention: true });
    fake.say(listed, "I am a stranger", { mention: true, from: stranger });
    fake.say(listed, "#demo say yes, in the topic", { mention: true, thread: 5 });
    const answer = await it.shown(({ text }) => text.includes("yes, in the topic"), listed);
    expect(answer.thread).toBe(5);
    expect(answer.text).toContain("[coder]");
    expect(fake.shown(listed).filter(({ text }) => !text.includes("in the topic"))).toEqual([]);
    expect(fake.shown(other)).toEqual([]);
    expect(fake.shown(stranger.id)).toEqual([]);
  });

  test("an answer of 5,000 characters with code arrives readable, with the whole text as a file", async () => {
    await using it = await openTelegramStage();
    await it.start();
    await it.pair();
    const code = Array.from({ length: 170 }, (_, i) => `const value${i} = "<b>${i}</b>";`).join("\n");
    const message = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThe end.`;
    expect(message.length).toBeGreaterThan(4_500);
    await it.reply(message);
    const file = await it.shown(({ file }) => file !== undefined);
    expect(Buffer.from(file.file?.bytes ?? []).toString("utf8")).toBe(message);
    const texts = it.fake.shown(it.eve).filter(({ text }) => text !== "");
    expect(texts[0]?.text).toContain('const value0 = "<b>0</b>";');
    for (const { text } of texts) expect(text).not.toContain("```");
    // In italics: the note is not part of the code block that was cut.
    expect(texts.at(-1)?.text).toMatch(/\n\(Full response attached as file\)$/);
  });
});

describe("the wizard", () => {
  test("checks the token, approves the person who writes, and ends when the test message arrived", async () => {
    await using it = await openTelegramStage({ bot_token: "" });
    const { fake, eve, stage } = it;
    const daemon = await it.start();
    const terminal = openTerminal(stage, ["channel", "setup", "telegram"]);
    await terminal.answer(/Bot token/, `${fake.token}\r`);
    await waitFor(() => terminal.screen().includes("Waiting for your message"), {
      timeoutMs: 90_000,
      what: "the wizard to wait for a person",
    });
    fake.say(eve, "hello");
    await terminal.answer(/Approve .*\(\d+\) as owner\?/, "y");
    const { code } = await terminal.ended;
    const screen = terminal.screen();
    expect({ code, screen }).toMatchObject({
      code: 0,
      screen: expect.stringContaining("test message arrived"),
    });
    expect(screen).not.toContain(fake.token);
    expect(fake.shown(eve).map(({ text }) => text)).toContainEqual(
      expect.stringContaining("This is a test message"),
    );
    const { channels } = await daemon.client.call("getSettings");
    expect(channels).toMatchObject({ notify: { channel: "telegram", senderId: String(eve) } });
  });
});

describe("the buttons of an approval", () => {
  test("decide once, for owners only, and disappear", async () => {
    await using it = await openTelegramStage({}, { budgets: { day: { runs: 1, onLimit: "ask" } } });
    const { fake, eve } = it;
    await it.start();
    await it.pair();
    fake.say(eve, "#demo say first");
    await it.shown(({ text }) => text.includes("first"));
    fake.say(eve, "#demo say second");
    const asked = await it.shown(({ buttons }) => buttons.length > 0);
    expect(asked.buttons.map(({ text }) => text)).toEqual(["✅ Approve", "⛔ Deny"]);
    fake.press(asked.id, "✅ Approve", { id: 99, first_name: "Mallory" });
    fake.press(asked.id, "✅ Approve");
    fake.press(asked.id, "⛔ Deny");
    await it.shown(({ text }) => text.includes("second"));
    await waitFor(() => asked.buttons.length === 0, { what: "the buttons to go" });
    const notes = () =>
      fake.calls.filter(({ method }) => method === "answerCallbackQuery").map(({ body }) => body.text);
    await waitFor(() => notes().length === 3, { what: "the answers to all presses" });
    expect(notes().toSorted()).toEqual([
      expect.stringMatching(/^Approved\./),
      expect.stringMatching(/^This was approved before/),
      undefined,
    ]);
    const said = fake.shown(eve).map(({ text }) => text);
    expect(said.filter((text) => text.startsWith("Approved."))).toHaveLength(1);
    expect(said.filter((text) => text.startsWith("Denied."))).toEqual([]);
    expect(fake.shown(99)).toEqual([]);
  });
});

describe("when something fails", () => {
  test("a channel ends with its daemon; what came meanwhile is accepted by the next one, in order and once", async () => {
    await using it = await openTelegramStage();
    const { fake, eve } = it;
    const first = await it.start();
    await it.pair();
    const { pid = 0 } = await it.reached("connected");
    first.signal("SIGKILL");
    await waitFor(() => !isAlive(pid), { what: "the channel to end" });
    for (const text of ["#demo say one", "#demo say two"]) fake.say(eve, text);
    await it.start();
    await it.shown(({ text }) => text.includes("two"));
    fake.redeliver();
    fake.say(eve, "#demo say three");
    await it.shown(({ text }) => text.includes("three"));
    const said = fake.shown(eve).flatMap(({ text }) => /one|two|three/.exec(text)?.[0] ?? []);
    expect(said).toEqual(["one", "two", "three"]);
  });

  test("a reply that Telegram took without an answer is sent again, and only that one", async () => {
    await using it = await openTelegramStage();
    const { fake, eve } = it;
    await it.start();
    fake.fail({ method: "sendMessage", with: "lost" });
    await it.reply("once");
    await waitFor(() => fake.shown(eve).length === 2, { what: "the second attempt" });
    await it.reply("after");
    await it.shown(({ text }) => text === "after");
    expect(fake.shown(eve).map(({ text }) => text)).toEqual(["once", "once", "after"]);
  });

  test("while Telegram is down nothing is lost and no reply dies; the status says so", async () => {
    await using it = await openTelegramStage();
    const { fake, eve } = it;
    await it.start();
    await it.pair();
    await it.reached("connected");
    let isBack = () => {};
    fake.disconnect(
      new Promise<void>((resolve) => {
        isBack = resolve;
      }),
    );
    await it.reached("reconnecting");
    await it.reply("while down");
    fake.say(eve, "#demo say answered later");
    isBack();
    await it.shown(({ text }) => text === "while down");
    await it.shown(({ text }) => text.includes("answered later"));
    await it.reached("connected");
  });

  test("a revoked token stops the channel and says why; replies wait; the token is shown nowhere", async () => {
    await using it = await openTelegramStage();
    const { fake, stage } = it;
    const daemon = await it.start();
    await it.reached("connected");
    fake.revoke();
    fake.disconnect();
    const failed = await it.reached("failed");
    expect(failed).toMatchObject({ running: false, reason: expect.stringContaining("Unauthorized") });
    await it.reply("waits");
    expect((await it.state()).waiting).toBe(1);
    expect((await daemon.client.call("sendMessage", { body: { message: "#demo say fine" } })).agents).toEqual(
      ["lead"],
    );
    const secret = fake.token.split(":")[1] ?? "";
    const shown = await Promise.all(
      ["/api/settings", "/api/channels", "/api/status", "/api/logs?limit=1000"].map((path) =>
        daemon.call("GET", path),
      ),
    );
    expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(secret);
    for (const name of readdirSync(join(stage.place.home, "logs")))
      expect(readFileSync(join(stage.place.home, "logs", name), "utf8")).not.toContain(secret);
  });

  test("a channel that is killed starts again, later each time, and the daemon goes on", async () => {
    await using it = await openTelegramStage();
    const daemon = await it.start();
    await it.pair();
    for (let crashes = 1; crashes <= 3; crashes += 1) {
      const { pid = 0 } = await it.reached("connected");
      process.kill(pid, "SIGKILL");
      await waitFor(async () => (await it.state()).crashes === crashes);
    }
    expect((await daemon.call("GET", "/healthz")).status).toBe(200);
    it.fake.say(it.eve, "#demo say still here");
    await it.shown(({ text }) => text.includes("still here"));
  });
});
