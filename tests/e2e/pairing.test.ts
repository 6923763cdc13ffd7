/**
 * Strangers on a channel of a running daemon: what they get, who lets them in, and that nothing of them is anywhere
 * before that.
 *
 * @requirement PAIR-1 @requirement PAIR-2
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Client, createClient } from "@tinyagi/client";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage, type Stage } from "./support/stage.js";

const settings = { agents: { coder: { name: "Coder", provider: "demo", model: "" } } };
const CANARY = "stranger-text-4711";

/** The process of a channel: a client with its own token. */
async function channelOf(daemon: Daemon, channel: string): Promise<Client> {
  const { token } = await daemon.client.call("createToken", { body: { channel } });
  return createClient({ baseUrl: daemon.client.baseUrl, token });
}

function say(client: Client, senderId: string, message: string) {
  const body = { message, channel: "telegram", sender: `Name ${senderId}`, senderId };
  return client.call("sendMessage", { body });
}

async function take(client: Client): Promise<string[]> {
  const { responses } = await client.call("claimResponses", { body: { channel: "telegram" } });
  for (const { id } of responses) await client.call("ackResponse", { params: { id: String(id) } });
  return responses.map((row) => row.message);
}

const codeIn = (text: string | undefined): string => /code: ([A-Z2-9]{8})$/m.exec(text ?? "")?.[1] ?? "";

/** Every byte below the home: database, its log, logs, files. */
function everything({ place }: Stage): string {
  return readdirSync(place.home, { recursive: true, encoding: "utf8" })
    .map((name) => join(place.home, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");
}

describe("a stranger", () => {
  test("gets one code, leaves no trace, is let in by the command and is heard", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start();
    const telegram = await channelOf(daemon, "telegram");
    expect(await say(telegram, "1", CANARY)).toMatchObject({ pairing: "pending", agents: [] });
    for (let n = 0; n < 5; n += 1)
      expect(await say(telegram, "1", CANARY)).toMatchObject({ pairing: "blocked" });
    const answers = await take(telegram);
    expect(answers).toHaveLength(1);
    const code = codeIn(answers[0]);
    expect(everything(stage)).not.toContain(CANARY);
    const pending = await stage.cli(["pairing", "pending", "--json"]);
    expect(JSON.parse(pending.stdout)).toMatchObject([{ senderId: "1", code }]);
    const approved = await stage.cli(["pairing", "approve", code.toLowerCase()]);
    expect(approved.stdout).toContain("Approved: Name 1 (1) on telegram as owner");
    expect(await say(telegram, "1", "@coder hello")).toMatchObject({ agents: ["coder"] });
    await expect.poll(async () => (await take(telegram)).join()).toContain("- [coder]");
    const journal = await daemon.call<string>("GET", "/api/logs?limit=1000");
    expect(JSON.stringify(journal.body)).not.toContain(code);
  });

  test("is let in by an owner on the same channel; a member cannot; the approval outlives a restart", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start();
    await stage.cli(["pairing", "allow", "telegram", "9", "--role", "owner"]);
    await stage.cli(["pairing", "allow", "telegram", "8"]);
    const telegram = await channelOf(daemon, "telegram");
    await say(telegram, "1", "hi");
    const code = codeIn((await take(telegram))[0]);
    expect((await say(telegram, "8", `/approve ${code}`)).reply).toMatch(/^Only an owner/);
    expect((await say(telegram, "9", `/approve ${code}`)).reply).toBe(
      "Approved Name 1 on telegram as member.",
    );
    await daemon.stop();
    const next = await stage.start();
    expect(await say(await channelOf(next, "telegram"), "1", "hello")).toMatchObject({ agents: ["coder"] });
    const list = await stage.cli(["pairing", "list"]);
    expect(list.stdout).toMatch(/telegram\s+Name 1\s+1\s+member/);
  });

  test("with three waiting strangers no other gets an answer, and wrong codes do not help", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start();
    const telegram = await channelOf(daemon, "telegram");
    for (let n = 1; n <= 30; n += 1) await say(telegram, String(n), CANARY);
    const answers = await take(telegram);
    expect(answers).toHaveLength(3);
    expect((await daemon.client.call("listPairings")).pending).toHaveLength(3);
    for (let n = 0; n < 10; n += 1) await stage.cli(["pairing", "approve", "AAAAAAAA"]);
    const refused = await stage.cli(["pairing", "approve", codeIn(answers[0])]);
    expect(refused).toMatchObject({ code: expect.any(Number), stdout: "" });
    expect(refused.stderr).toContain("Too many wrong pairing codes");
    expect((await daemon.client.call("listRuns", { query: {} })).length).toBe(0);
  });
});
