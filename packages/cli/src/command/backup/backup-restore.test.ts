/** @requirement BACKUP-1 @requirement BACKUP-2 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processStartTime } from "@tinyagi/base/process-table";
import { expect, onTestFinished, test } from "vitest";
import { invoke } from "../../testing/invoke.js";

/** A folder for a home that does not exist yet. */
function newPlace() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-cli-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "home");
  return { root, home, run: (words: readonly string[]) => invoke(words, { home, env: { HOME: root } }) };
}

/** A backup of a home of one agent. */
async function backedUp() {
  const place = newPlace();
  const folder = join(place.root, "ws");
  const settings = {
    workspace: { path: folder },
    agents: { coder: { name: "Coder", provider: "demo", model: "" } },
  };
  const made = mkdtempSync(join(place.root, "source-"));
  writeFileSync(join(made, "settings.json"), JSON.stringify(settings), { mode: 0o600 });
  const { code, stdout } = await invoke(["backup", "--json"], { home: made, env: { HOME: place.root } });
  expect(code).toBe(0);
  return { ...place, file: (JSON.parse(stdout) as { backup: { path: string } }).backup.path };
}

test("a backup of a home that never started says how to create the home, and creates nothing", async () => {
  const { root, home, run } = newPlace();
  const refused = await run(["backup"]);
  expect(refused.code).toBe(78);
  expect(refused.stderr).toContain("this home has no settings.json yet");
  expect(refused.stderr).toContain("tinyagi start");
  expect(refused.stderr).not.toContain("ENOENT");
  expect(existsSync(home)).toBe(false);
  expect(readdirSync(root)).toEqual([]);
});

test("a dry run of a restore creates nothing if there is no home", async () => {
  const { file, home, run } = await backedUp();
  const rehearsed = await run(["restore", file, "--dry-run"]);
  expect(rehearsed).toMatchObject({ code: 0, stdout: expect.stringContaining("Nothing was changed") });
  expect(existsSync(home)).toBe(false);
});

test("a restore without confirmation creates nothing either", async () => {
  const { file, home, run } = await backedUp();
  expect((await run(["restore", file])).code).toBe(2);
  expect(existsSync(home)).toBe(false);
});

test("a dry run works while the daemon runs, a restore does not", async () => {
  const { file } = await backedUp();
  const { home, run } = newPlace();
  mkdirSync(home);
  const daemon = {
    pid: process.pid,
    startTime: await processStartTime(process.pid),
    port: 1,
    bootId: "boot",
    version: "1.2.3",
  };
  writeFileSync(join(home, "daemon.json"), JSON.stringify(daemon));
  expect((await run(["restore", file, "--dry-run"])).code).toBe(0);
  expect(readdirSync(home)).toEqual(["daemon.json"]);
  expect((await run(["restore", file, "--yes"])).code).toBe(73);
});
