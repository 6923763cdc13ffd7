/** @requirement BACKUP-4 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { backUpHome, fetchBackup } from "./backup.js";
import { startTestDaemon, testHome } from "./fixture.js";

const named = (day: number, mark: string) => `tinyagi-daily-2026-11-0${day}T03-00-00.000Z-${mark}.tar.gz`;
const [OURS, THEIRS] = ["0a1b2c3d", "ffffffff"];

function place() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-fetch-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [home, disk] = [join(root, "home"), join(root, "disk")];
  for (const folder of [join(home, "backups"), disk]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, "settings.json"), JSON.stringify({ backup: { target: disk } }));
  for (const name of [named(1, OURS), named(2, OURS), named(3, THEIRS)])
    writeFileSync(join(disk, name), `content of ${name}`);
  const fetched = async (wanted: string) => {
    const path = await fetchBackup({ env: { TINYAGI_HOME: home }, wanted });
    return { path, text: readFileSync(path, "utf8") };
  };
  return { home, fetched };
}

test("the latest backup is the newest of this home, also when another home has a newer one", async () => {
  const { home, fetched } = place();
  const mark = { mark: OURS, home: realpathSync(home) };
  writeFileSync(join(home, "backups", "home-mark.json"), JSON.stringify(mark));
  expect(await fetched("latest")).toEqual({
    path: join(home, "backups", named(2, OURS)),
    text: `content of ${named(2, OURS)}`,
  });
});

test("a new home gets the newest of all, and a named one by its name", async () => {
  const { fetched } = place();
  expect((await fetched("latest")).text).toBe(`content of ${named(3, THEIRS)}`);
  expect((await fetched(named(1, OURS))).text).toBe(`content of ${named(1, OURS)}`);
  await expect(fetched(named(9, OURS))).rejects.toMatchObject({ code: "NOT_FOUND" });
});

const listed = (path: string) => execFileSync("tar", ["-tzf", path], { encoding: "utf8" }).split("\n");
const ofCoder = "./workspaces/coder/";

test("a backup has what defines an agent, or its whole workspace, from the daemon and without one", async () => {
  const home = testHome({ agents: { coder: { name: "Coder", provider: "demo", model: "" } } });
  const daemon = await startTestDaemon(home);
  const body = JSON.stringify({ content: "Use tabs." });
  expect((await daemon.call("/api/agents/coder/system-prompt", { method: "PUT", body })).status).toBe(200);
  writeFileSync(join(home.home, "../ws/coder/code.ts"), "export {};");
  const backUp = async (workspaces: string) => {
    const made = await daemon.json<{ backup: { path: string; leftOut: unknown } }>("/api/backups", {
      method: "POST",
      body: JSON.stringify({ workspaces }),
    });
    expect(made.backup.leftOut).toEqual({ count: 0, files: [] });
    return listed(made.backup.path);
  };
  const memory = await backUp("memory");
  expect(memory).toContain(`${ofCoder}AGENTS.md`);
  expect(memory).not.toContain(`${ofCoder}code.ts`);
  expect(await backUp("all")).toContain(`${ofCoder}code.ts`);
  await daemon.stop({ signal: "test", graceMs: 0 });
  const { path } = await backUpHome({ env: home.env, workspaces: "all" });
  expect(listed(path)).toContain(`${ofCoder}code.ts`);
});
