/**
 * The daemon is killed while it stops in order, makes its database or changes its schema.
 *
 * @requirement DURABLE-1 @requirement DURABLE-2
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ChaosHome, createChaosHome } from "./support/chaos-home.js";
import { judgeHealed, messages } from "./support/failpoint-load.js";
import { runSql } from "./support/second-process.js";

const MIGRATIONS = new URL("../../packages/kernel/src/store/migrations/", import.meta.url);

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
