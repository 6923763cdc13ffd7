/**
 * Discord with a real daemon, the channel's real process and the unmodified modules of discord.js, against a fake Discord.
 *
 * @requirement CHANNEL-2 @requirement CHANNEL-3 @requirement CHANNEL-4
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { isAlive } from "./support/daemon.js";
import { openDiscordStage } from "./support/discord-stage.js";

const CODE = /code: ([A-Z2-9]{8})$/m;
const SEND = { method: "POST", path: /^\/channels\/\d+\/messages$/ };

describe("a person on Discord", () => {
  test("pairs, sends a file to three agents, sees progress, gets one joined answer with a file, and stops other work", async () => {
    await using it = await openDiscordStage();
    const { fake, eve, chat, stage } = it;
    await it.start();
    await it.reached("connected");
    fake.say(eve, chat, "hello");
    const pairing = await it.shown(({ text }) => CODE.test(text));
    await stage.cli(["pairing", "approve", CODE.exec(pairing.text)?.[1] ?? ""]);
    const files = [{ name: "../../plan.md", bytes: Buffer.from("the plan") }];
    const wish = [
      "@dev please look",
      "#demo slow 8000",
      "#demo say [@coder: write it] [@reviewer: read it] [send_file: AGENTS.md]",
    ].join("\n");
    const question = fake.say(eve, chat, wish, { files });
    const { id } = await it.shown(({ text }) => text.includes("@lead"));
    const answer = await it.shown(({ text, replyTo }) => replyTo === question.id && text.includes("Coder"));
    expect(answer.text).toContain("Reviewer");
    expect(answer.text).not.toContain("[@coder:");
    const sent = await it.shown(({ files }) => files.length > 0);
    expect(sent.files[0]?.bytes.length).toBeGreaterThan(10);
    await waitFor(() => !fake.shown(chat).some((message) => message.id === id), {
      what: "the progress to go",
    });
    const stored = readdirSync(join(stage.place.home, "files", "in"), {
      recursive: true,
      encoding: "utf8",
    }).filter((path) => path.endsWith(".md"));
    expect(stored).toEqual([expect.stringMatching(/^[0-9a-f]{24}\/([0-9a-f]{24})\/\1\.md$/)]);
    expect(readFileSync(join(stage.place.home, "files", "in", stored[0] ?? ""), "utf8")).toBe("the plan");
    await waitFor(() => fake.reactions(question.id)[0] === "✅", { what: "the mood" });
    const used = fake.command(eve, chat, { name: "agent" });
    await it.shown(({ text }) => text.startsWith("Agents:"));
    await waitFor(() => used.shown === "/agent");
    const long = fake.say(eve, chat, "#demo slow 600000");
    await waitFor(() => fake.reactions(long.id)[0] === "👀", { what: "the long work to begin" });
    fake.command(eve, chat, { name: "stop" });
    await it.shown(({ text }) => text.startsWith("Stopped 1 conversation"));
    await waitFor(() => fake.reactions(long.id)[0] === "❌", { what: "the mood of what was stopped" });
  });

  test("who is not approved gets one answer for 100 messages, and nothing of them is on the disk", async () => {
    await using it = await openDiscordStage();
    const { fake, eve, chat, stage } = it;
    const daemon = await it.start();
    await it.reached("connected");
    const files = [{ name: "canary-file.txt", bytes: Buffer.from("canary-bytes") }];
    for (let n = 0; n < 100; n += 1) fake.say(eve, chat, "canary-text", n % 10 === 0 ? { files } : {});
    await it.shown(({ text }) => CODE.test(text));
    const last = fake.command(eve, chat, { name: "status" });
    await waitFor(() => last.shown !== undefined, { what: "the command after all messages" });
    await waitFor(async () => (await it.state()).waiting === 0);
    expect(fake.shown(chat)).toHaveLength(1);
    expect(fake.requests.some(({ path }) => path.startsWith("/attachments/"))).toBe(false);
    expect(readdirSync(join(stage.place.home, "files", "in"))).toEqual([]);
    const mark = join(stage.place.home, "channels", "discord", "read-mark.json");
    const state = await waitFor(() => readFileSync(mark, "utf8"), { what: "the read mark" });
    expect(state).not.toContain(chat.id);
    expect((await daemon.client.call("listRuns", { query: {} })).length).toBe(0);
  });

  test("on a server, the bot answers only where it is listed and mentioned, and only approved people", async () => {
    await using it = await openDiscordStage((guild) => ({ groups: { [guild.id]: { agent: "coder" } } }));
    const { fake, eve, general } = it;
    const other = fake.addChannel(fake.addGuild("Other"), "general");
    const thread = fake.addThread(general, "plans");
    await it.start();
    await it.reached("connected");
    await it.pair();
    const mallory = fake.addUser("Mallory");
    fake.say(eve, general, "nobody asked");
    fake.say(eve, other, "wrong server", { mention: true });
    fake.say(mallory, general, "I am a stranger", { mention: true });
    const question = fake.say(eve, thread, "#demo say yes, in the thread", { mention: true });
    const answer = await it.shown(({ text }) => text.includes("yes, in the thread"), thread);
    expect(answer.replyTo).toBe(question.id);
    expect(answer.text).toContain("[coder]");
    for (const channel of [general, other, fake.directChannel(mallory)])
      expect(fake.shown(channel)).toEqual([]);
  });

  test("an answer of 5,000 characters with code arrives readable, with the whole text as a file", async () => {
    await using it = await openDiscordStage();
    const { fake, chat } = it;
    await it.start();
    const code = Array.from({ length: 170 }, (_, i) => `const value${i} = "<b>${i}</b>";`).join("\n");
    const message = `Look:\n\n\`\`\`ts\n${code}\n\`\`\`\n\nThe end.`;
    expect(message.length).toBeGreaterThan(4_500);
    await it.reply(message);
    const { files } = await it.shown(({ files }) => files.length > 0);
    expect(Buffer.from(files[0]?.bytes ?? []).toString("utf8")).toBe(message);
    const texts = fake.shown(chat).filter(({ text }) => text !== "");
    expect(texts.map(({ text }) => text).join("\n")).toContain('const value99 = "<b>99</b>";');
    for (const { text, content } of texts) {
      expect(content.length).toBeLessThanOrEqual(2_000);
      expect(text).not.toContain("```");
    }
    // The note is not part of the code block that was cut.
    expect(texts.at(-1)?.content).toMatch(/\n```\n+[_*]\(Full response attached as file\)[_*]$/);
  });
});

describe("when something fails", () => {
  test("a channel ends with its daemon; what came meanwhile is accepted by the next one, in order and once", async () => {
    await using it = await openDiscordStage();
    const { fake, eve, chat } = it;
    const first = await it.start();
    await it.pair();
    const { pid = 0 } = await it.reached("connected");
    fake.say(eve, chat, "#demo say zero");
    await it.shown(({ text }) => text.includes("zero"));
    // Its state is on the disk a second after the message.
    const state = join(it.stage.place.home, "channels", "discord", "read-mark.json");
    await waitFor(() => readFileSync(state, "utf8").includes(chat.id), { what: "the read mark" });
    first.signal("SIGKILL");
    await waitFor(() => !isAlive(pid), { what: "the channel to end" });
    for (const text of ["#demo say one", "#demo say two"]) fake.say(eve, chat, text);
    await it.start();
    await it.shown(({ text }) => text.includes("two"));
    for (const message of chat.messages.filter(({ author }) => author.id === eve.id)) fake.redeliver(message);
    fake.say(eve, chat, "#demo say three");
    await it.shown(({ text }) => text.includes("three"));
    const said = fake.shown(chat).flatMap(({ text }) => /zero|one|two|three/.exec(text)?.[0] ?? []);
    expect(said).toEqual(["zero", "one", "two", "three"]);
  });

  test("a reply that Discord took without an answer is sent again and shown once", async () => {
    await using it = await openDiscordStage();
    const { fake, chat } = it;
    await it.start();
    await it.reached("connected");
    fake.fail({ kind: "lose-answer" }, SEND);
    await it.reply("once");
    const sends = () => fake.requests.filter(({ method, path }) => method === "POST" && SEND.path.test(path));
    await waitFor(() => sends().length === 2, { what: "the second attempt" });
    await it.reply("after");
    await it.shown(({ text }) => text === "after");
    expect(fake.shown(chat).map(({ text }) => text)).toEqual(["once", "after"]);
  });

  test("a daemon that is killed between a send and its acknowledgement sends again, and it is shown once", async () => {
    await using it = await openDiscordStage();
    const { fake, chat } = it;
    const daemon = await it.start();
    await it.reached("connected");
    fake.fail({ kind: "hang" }, SEND);
    await it.reply("just once");
    await it.shown(({ text }) => text === "just once");
    daemon.signal("SIGKILL");
    await it.start();
    await waitFor(async () => (await it.state()).waiting === 0, { what: "the reply to be acknowledged" });
    await it.reply("after");
    await it.shown(({ text }) => text === "after");
    expect(fake.shown(chat).map(({ text }) => text)).toEqual(["just once", "after"]);
  });

  test("while Discord is down nothing is lost and no reply dies; the status says so", async () => {
    await using it = await openDiscordStage();
    const { fake, eve, chat } = it;
    await it.start();
    await it.reached("connected");
    await it.pair();
    fake.say(eve, chat, "#demo say before");
    await it.shown(({ text }) => text.includes("before"));
    fake.gateway.setDown(true);
    fake.gateway.drop();
    await it.reached("reconnecting");
    // As after a long outage: the session is gone, and nothing is replayed.
    fake.gateway.invalidate();
    await it.reply("while down");
    fake.say(eve, chat, "#demo say answered later");
    fake.gateway.setDown(false);
    await it.shown(({ text }) => text === "while down");
    await it.shown(({ text }) => text.includes("answered later"));
    await it.reached("connected");
  });

  test("a revoked token stops the channel and says why; replies wait; the token is shown nowhere", async () => {
    await using it = await openDiscordStage();
    const { fake, stage } = it;
    const daemon = await it.start();
    await it.reached("connected");
    fake.revokeToken();
    fake.gateway.drop();
    const failed = await it.reached("failed");
    expect(failed).toMatchObject({ running: false, reason: expect.stringContaining("token") });
    await it.reply("waits");
    expect((await it.state()).waiting).toBe(1);
    expect((await daemon.client.call("sendMessage", { body: { message: "#demo say fine" } })).agents).toEqual(
      ["lead"],
    );
    const secret = fake.token.split(".")[2] ?? "";
    const shown = await Promise.all(
      ["/api/settings", "/api/channels", "/api/status", "/api/logs?limit=1000"].map((path) =>
        daemon.call("GET", path),
      ),
    );
    expect(JSON.stringify(shown.map(({ body }) => body))).not.toContain(secret);
    for (const name of readdirSync(join(stage.place.home, "logs")))
      expect(readFileSync(join(stage.place.home, "logs", name), "utf8")).not.toContain(secret);
  });
});
