/**
 * The daemon is killed at every named point of its code while people write and a channel fetches; after the next
 * start everything must be as if nothing had happened, but for a second attempt.
 *
 * @requirement DURABLE-1 @requirement DURABLE-2
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fakeDirective } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { type ChaosHome, createChaosHome, HEAVY } from "./support/chaos-home.js";
import type { OutgoingMessage } from "./support/http-client.js";
import { runSql } from "./support/second-process.js";

const MIGRATIONS = new URL("../../packages/kernel/src/store/migrations/", import.meta.url);

/** Points every ordinary message passes, with the hits after which the daemon dies. */
const UNDER_LOAD = [
  { point: "accept.before-commit", hits: [1, 4] },
  { point: "accept.after-commit", hits: [1, 4] },
  { point: "claim.after-commit", hits: [1, 5] },
  { point: "spawn.before", hits: [1, 5] },
  { point: "spawn.after", hits: [1, 5] },
  { point: "run.mid-stream", hits: [1, 4] },
  { point: "result.before-commit", hits: [1, 6] },
  { point: "result.after-commit", hits: [1, 6] },
  { point: "fan-out.in-commit", hits: [1, 3] },
  { point: "reply.before-deliver", hits: [1, 5] },
  { point: "reply.before-ack", hits: [1, 3] },
] as const;

const CASES = UNDER_LOAD.flatMap(({ point, hits }) => hits.map((hit) => ({ point, hit })));

/** One of each kind; together they pass every point more than six times. */
function messages(): OutgoingMessage[] {
  const heavy = fakeDirective({
    reply: "heavy work done",
    fork: true,
    setsid: true,
    tools: [{ name: "ls" }],
  });
  return [
    { id: "one", agent: "a1", text: "work", replies: 1 },
    { id: "two", agent: "a1", text: "work #slow#", replies: 1 },
    { id: "three", agent: "a2", text: "work", replies: 1 },
    { id: "list", text: "[@a3,a4,a5: work]", replies: 3 },
    { id: "chain", text: "@a6: draft. When done, @a2: review it. Then @a1: publish", replies: 1 },
    { id: "hand", agent: "a1", text: "#hand:a2,a3,a4#", replies: 1 },
    { id: "relay", text: "@crew #relay:a5/a6#", replies: 1 },
    { id: "broken", agent: "a4", text: "#fail#", replies: 1 },
    { id: "heavy", agent: HEAVY, text: heavy, replies: 1 },
    { id: "last", agent: "a1", text: "work", replies: 1 },
  ];
}

async function judgeHealed(chaos: ChaosHome): Promise<void> {
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  expect(chaos.query("SELECT id, last_error FROM messages WHERE status = 'dead'")).toMatchObject([
    { last_error: expect.stringContaining("told to fail") },
  ]);
}

/** The point is passed after every statement. */
function firstMigrationStatements(): number {
  const [first = ""] = readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return readFileSync(new URL(first, MIGRATIONS), "utf8").split("--> statement-breakpoint").length;
}

function readSchema(chaos: ChaosHome): number | undefined {
  return chaos.query<{ user_version: number }>("PRAGMA user_version")[0]?.user_version;
}

describe("kill -9 at a named point", () => {
  it.each(CASES)("loses and doubles nothing at $point, hit $hit", async ({ point, hit }) => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start({ failpoints: `${point}=kill@${hit}` });
    const sent = Promise.all(messages().map((message) => chaos.sender.send(message)));
    expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
    const next = await chaos.host.start();
    expect(chaos.orphans(next.bootId)).toEqual([]);
    await sent;
    await judgeHealed(chaos);
    const interrupted = chaos.query("SELECT id FROM messages WHERE interruptions > 1");
    expect(interrupted).toEqual([]);
  });

  it("keeps everything when it dies at the begin of an orderly stop", async () => {
    await using chaos = await createChaosHome();
    const daemon = await chaos.host.start({ failpoints: "shutdown.started=kill" });
    const sent = Promise.all(messages().map((message) => chaos.sender.send(message)));
    await chaos.progress(6);
    daemon.signal("SIGTERM");
    expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
    await chaos.host.start();
    await sent;
    await judgeHealed(chaos);
  });

  it("starts again after a crash before the database had its name", async () => {
    await using chaos = await createChaosHome();
    const daemon = chaos.host.launch({ failpoints: "database.before-rename=kill" });
    expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
    expect(existsSync(chaos.dbPath)).toBe(false);
    await chaos.host.start();
    await Promise.all(messages().map((message) => chaos.sender.send(message)));
    await judgeHealed(chaos);
  });

  it.each([1, 12])(
    "makes a whole database after a death in the first migration, statement %i",
    async (hit) => {
      await using chaos = await createChaosHome();
      const daemon = chaos.host.launch({ failpoints: `migration.between=kill@${hit}` });
      expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
      expect(readSchema(chaos)).toBe(0);
      await chaos.host.start();
      await Promise.all(messages().map((message) => chaos.sender.send(message)));
      await judgeHealed(chaos);
    },
  );

  it("keeps the rows of an older schema when it dies within a later migration", async () => {
    await using chaos = await createChaosHome();
    const second = firstMigrationStatements() + 1;
    const first = chaos.host.launch({ failpoints: `migration.between=kill@${second}` });
    expect(await first.exited).toMatchObject({ signal: "SIGKILL" });
    expect(readSchema(chaos)).toBe(1);
    await runSql(
      chaos.dbPath,
      "INSERT INTO settings_revisions (author, paths, content, created_at) VALUES ('ada', '[]', '{}', 1)",
    );
    const again = chaos.host.launch({ failpoints: "migration.between=kill" });
    expect(await again.exited).toMatchObject({ signal: "SIGKILL" });
    expect(readSchema(chaos)).toBe(1);
    await chaos.host.start();
    expect(readSchema(chaos)).toBeGreaterThan(1);
    expect(chaos.query("SELECT author FROM settings_revisions")).toContainEqual({ author: "ada" });
    await Promise.all(messages().map((message) => chaos.sender.send(message)));
    await judgeHealed(chaos);
  });
});
