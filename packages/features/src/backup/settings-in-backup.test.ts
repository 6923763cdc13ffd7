/** @requirement BACKUP-1 */
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBackup } from "./create-backup.js";
import { createBackupFixture, NOW } from "./fixture.js";
import { restoreBackup } from "./restore-backup.js";

type Place = ReturnType<typeof createBackupFixture>;

function backUp({ paths, store, workspaces }: Place) {
  return createBackup({ paths, db: store.db, version: "1.2.3", now: NOW, workspaces, mode: "none" });
}

describe("settings in a backup", () => {
  test.each([
    ["a link", symlinkSync],
    ["a second name of a file", linkSync],
  ])("are the effective ones when settings.json is %s elsewhere", async (_kind, link) => {
    const place = createBackupFixture();
    const elsewhere = join(place.root, "my-settings.json");
    renameSync(place.paths.settings, elsewhere);
    link(elsewhere, place.paths.settings);
    const { path } = await backUp(place);
    const other = createBackupFixture("other");
    await other.store[Symbol.asyncDispose]();
    writeFileSync(other.paths.settings, "{}");
    await restoreBackup({ file: path, paths: other.paths, userHome: other.root, now: NOW });
    expect(readFileSync(other.paths.settings)).toEqual(readFileSync(elsewhere));
  });

  test.each<[string, (settings: string) => void]>([
    ["lead nowhere", (settings) => symlinkSync("nowhere.json", settings)],
    ["are a folder", (settings) => mkdirSync(settings)],
    ["no restore would take", (settings) => writeFileSync(settings, '{"agents": {,')],
  ])("that %s prevent a backup", async (_what, spoil) => {
    const place = createBackupFixture();
    rmSync(place.paths.settings);
    spoil(place.paths.settings);
    await expect(backUp(place)).rejects.toMatchObject({ code: "SETTINGS_UNREADABLE" });
    expect(readdirSync(place.paths.backups)).toEqual([]);
  });

  test("that are missing in the backup leave the home's settings unchanged", async () => {
    const place = createBackupFixture();
    rmSync(place.paths.settings);
    const { path } = await backUp(place);
    await place.store[Symbol.asyncDispose]();
    writeFileSync(place.paths.settings, "{}");
    writeFileSync(place.paths.settingsBackup, '{"agents":{}}');
    const request = { file: path, paths: place.paths, userHome: place.root, now: NOW };
    const notes = ["The backup contains no settings. The settings of this home stay active"];
    expect(await restoreBackup({ ...request, dryRun: true })).toMatchObject({ workspaceRoot: null, notes });
    expect(await restoreBackup(request)).toMatchObject({ workspaceRoot: null, notes });
    expect(readFileSync(place.paths.settings, "utf8")).toBe("{}");
    expect(readFileSync(place.paths.settingsBackup, "utf8")).toBe('{"agents":{}}');
  });
});
