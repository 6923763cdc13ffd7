/** What a daemon does with a home it cannot use: it says so and leaves everything as it is. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "@tinyagi/testkit";
import { describe, expect, it } from "vitest";
import { type ChaosHome, createChaosHome } from "./support/chaos-home.js";
import { runSql } from "./support/second-process.js";

/** sysexits, as the documentation of the CLI names them. */
const EXIT = { badData: 65, locked: 73, io: 74, config: 78 } as const;
const RIVALS = 20;

const computeHash = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

async function sendSome(chaos: ChaosHome, name: string, count = 3): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  await Promise.all(ids.map((id) => chaos.sender.send({ id, agent: "a1", text: "work", replies: 1 })));
  await chaos.settle();
}

async function stopOrderly(chaos: ChaosHome): Promise<void> {
  const daemon = chaos.host.current();
  daemon?.signal("SIGTERM");
  expect(await daemon?.exited).toMatchObject({ code: 0 });
}

describe("a home that cannot be used", () => {
  it.each([
    ["is a file", (chaos: ChaosHome) => join(chaos.temp.home, "settings.json")],
    ["lies below a file", (chaos: ChaosHome) => join(chaos.temp.home, "settings.json", "home")],
    ["cannot be made", () => "/proc/tinyagi/home"],
  ])("is refused with a reason when it %s", async (_, homeOf) => {
    await using chaos = await createChaosHome();
    const ending = await chaos.host.launch({ env: { TINYAGI_HOME: homeOf(chaos) } }).exited;
    expect(ending.code).toBe(EXIT.io);
    expect(ending.stderr).toContain(homeOf(chaos));
    expect(ending.stderr).not.toMatch(/\n\s+at /);
  });

  it("is created again when it is missing", async () => {
    await using chaos = await createChaosHome({ withSettings: false });
    rmSync(chaos.temp.home, { recursive: true });
    await chaos.host.start();
    expect(statSync(chaos.temp.home).mode & 0o777).toBe(0o700);
    expect((await chaos.call("GET", "/healthz")).status).toBe(200);
  });

  it("has one daemon when twenty start at the same time", { timeout: 120_000 }, async () => {
    await using chaos = await createChaosHome({ withSettings: false });
    const rivals = Array.from({ length: RIVALS }, () => chaos.host.launch());
    const served = await Promise.all(rivals.map((rival) => chaos.host.serving(rival)));
    const winners = served.filter((daemon) => daemon !== undefined);
    expect(winners).toHaveLength(1);
    const losers = rivals.filter(({ pid }) => pid !== winners[0]?.pid);
    const endings = await Promise.all(losers.map(({ exited }) => exited));
    expect(endings.map(({ code }) => code)).toEqual(losers.map(() => EXIT.locked));
    expect(endings[0]?.stderr).toContain("Another daemon runs on this home");
    expect(winners[0]?.isAlive()).toBe(true);
    expect((await chaos.call("GET", "/api/status")).status).toBe(200);
  });
});

describe("a damaged database", () => {
  it("that was truncated is refused and not changed", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await sendSome(chaos, "before", 10);
    await stopOrderly(chaos);
    truncateSync(chaos.dbPath, Math.floor(statSync(chaos.dbPath).size / 2));
    const before = computeHash(chaos.dbPath);
    const ending = await chaos.host.launch().exited;
    expect(ending.code).toBe(EXIT.badData);
    expect(ending.stderr).toMatch(/Restore a backup/);
    expect(computeHash(chaos.dbPath)).toBe(before);
  });

  it.each([0, 1])(
    "that was emptied to %i bytes is refused and left as it is, with its log",
    async (bytes) => {
      await using chaos = await createChaosHome();
      const daemon = await chaos.host.start();
      await sendSome(chaos, "before");
      daemon.signal("SIGKILL");
      await daemon.exited;
      truncateSync(chaos.dbPath, bytes);
      const log = `${chaos.dbPath}-wal`;
      const before = [computeHash(chaos.dbPath), computeHash(log)];
      const ending = await chaos.host.launch().exited;
      expect(ending.code).toBe(EXIT.badData);
      expect(ending.stderr).toMatch(/Restore a backup/);
      expect([computeHash(chaos.dbPath), computeHash(log)]).toEqual(before);
    },
  );

  it("that is not a database is refused and not changed", async () => {
    await using chaos = await createChaosHome();
    writeFileSync(chaos.dbPath, "these are my notes, not a database\n".repeat(200));
    const before = computeHash(chaos.dbPath);
    const ending = await chaos.host.launch().exited;
    expect(ending.code).toBe(EXIT.badData);
    expect(computeHash(chaos.dbPath)).toBe(before);
  });

  it("whose WAL was deleted keeps what had reached the file, and the daemon continues", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await sendSome(chaos, "kept");
    await stopOrderly(chaos);
    const daemon = await chaos.host.start();
    await sendSome(chaos, "cut");
    daemon.signal("SIGKILL");
    await daemon.exited;
    for (const suffix of ["-wal", "-shm"]) rmSync(chaos.dbPath + suffix, { force: true });
    await chaos.host.start();
    await sendSome(chaos, "after");
    const ids = chaos.query<{ inbound_id: string }>("SELECT inbound_id FROM conversations ORDER BY 1");
    expect(ids.map((row) => row.inbound_id)).toEqual(
      expect.arrayContaining(["kept-0", "kept-1", "kept-2", "after-0", "after-1", "after-2"]),
    );
    expect(chaos.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  });

  it("of a newer version is refused and not changed", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    await sendSome(chaos, "before");
    await stopOrderly(chaos);
    await runSql(chaos.dbPath, "PRAGMA user_version = 9999");
    const before = computeHash(chaos.dbPath);
    const ending = await chaos.host.launch().exited;
    expect(ending.code).toBe(EXIT.badData);
    expect(ending.stderr).toMatch(/schema 9999/);
    expect(computeHash(chaos.dbPath)).toBe(before);
  });
});

describe("settings", () => {
  const getSettings = (chaos: ChaosHome) => join(chaos.temp.home, "settings.json");

  it.each([
    ["empty", () => ""],
    ["half written", (text: string) => text.slice(0, text.length / 2)],
    ["broken", (text: string) => text.replace('"agents": {', '"agents": {,')],
    ["nonsense", () => "\0\0\0\0"],
    ["of the wrong shape", () => '{"agents": {"a1": {"provider": 7}}}'],
  ])("that are %s stop the start, and are left as they are", async (_, damage) => {
    await using chaos = await createChaosHome();
    const path = getSettings(chaos);
    writeFileSync(path, damage(readFileSync(path, "utf8")));
    const before = computeHash(path);
    const ending = await chaos.host.launch().exited;
    expect(ending.code).toBe(EXIT.config);
    expect(ending.stderr).toMatch(/settings\.json/);
    expect(ending.stderr).not.toMatch(/\n\s+at /);
    expect(computeHash(path)).toBe(before);
    expect(existsSync(join(chaos.temp.home, "daemon.json"))).toBe(false);
  });

  it("broken while the daemon runs leave the last good ones active, untouched, until they are mended", async () => {
    await using chaos = await createChaosHome();
    await chaos.host.start();
    const path = getSettings(chaos);
    const good = readFileSync(path, "utf8");
    const broken = good.slice(0, good.length / 2);
    writeFileSync(path, broken);
    await waitFor(async () => (await chaos.call("GET", "/api/status")).body.settings.valid === false);
    await sendSome(chaos, "meanwhile");
    const refused = await chaos.call("PUT", "/api/settings", { default_agent: "a2" });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(readFileSync(path, "utf8")).toBe(broken);
    writeFileSync(path, good);
    await waitFor(async () => (await chaos.call("GET", "/api/status")).body.settings.valid === true);
    expect((await chaos.call("PUT", "/api/settings", { default_agent: "a2" })).status).toBe(200);
    expect(await chaos.judge()).toEqual([]);
  });

  it("are whole, old or new, when the daemon is killed while it saves them", async () => {
    await using chaos = await createChaosHome();
    const path = getSettings(chaos);
    const before = readFileSync(path, "utf8");
    const daemon = await chaos.host.start({ failpoints: "settings.before-rename=kill" });
    await expect(chaos.call("PUT", "/api/settings", { default_agent: "a2" })).rejects.toThrow();
    expect(await daemon.exited).toMatchObject({ signal: "SIGKILL" });
    expect(readFileSync(path, "utf8")).toBe(before);
    await chaos.host.start();
    expect((await chaos.call("PUT", "/api/settings", { default_agent: "a2" })).status).toBe(200);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ default_agent: "a2" });
    await sendSome(chaos, "after");
    expect(await chaos.judge()).toEqual([]);
  });
});
