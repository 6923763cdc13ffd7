/** @requirement BACKUP-4 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fetchBackup } from "./backup.js";

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
