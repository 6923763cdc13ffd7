/** @requirement BACKUP-1 */
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BACKUP_LIMITS, type BackupLimits } from "./backup-limits.js";
import { createBackup } from "./create-backup.js";
import { buildManifest, createBackupFixture, NOW, writeArchive } from "./fixture.js";
import type { WorkspaceMode } from "./manifest.js";
import { unpackBackup } from "./read-backup.js";

const MEMBERS = 5;

function backUp(
  limits: Partial<BackupLimits>,
  mode: WorkspaceMode = "memory",
  place = createBackupFixture(),
) {
  const { paths, store, workspaces } = place;
  const options = { paths, db: store.db, version: "1.2.3", now: NOW, workspaces, mode };
  return { paths, made: createBackup({ ...options, limits: { ...BACKUP_LIMITS, ...limits } }) };
}

describe("a backup that a restore would refuse", () => {
  test.each([
    ["too many files", { members: MEMBERS - 1 }, "4 files"],
    ["too much in them", { totalBytes: 1_000 }, "1000 B of files"],
    ["too long a manifest", { manifestBytes: 500 }, "a list of files of 500 B"],
  ])("is not made: %s", async (_what, limits, reason) => {
    const { paths, made } = backUp(limits);
    await expect(made).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(made).rejects.toThrow(reason);
    expect(readdirSync(paths.backups)).toEqual([]);
  });

  test.each([
    ["all", "omit --with-workspaces"],
    ["memory", "--no-workspaces"],
    ["none", "files, chats and plugins"],
  ] as const)("explains what to do when it contains %s of the workspaces", async (mode, advice) => {
    await expect(backUp({ members: 1 }, mode).made).rejects.toThrow(advice);
  });

  test("is made when it contains exactly as much as allowed", async () => {
    const place = createBackupFixture();
    const { manifest } = await backUp({ members: MEMBERS }, "memory", place).made;
    const totalBytes = manifest.members.reduce((sum, { bytes }) => sum + bytes, 0);
    await expect(backUp({ totalBytes }, "memory", place).made).resolves.toMatchObject({ manifest });
  });
});

test("a backup of extremely compressible files can be read", async () => {
  const { root } = createBackupFixture();
  const file = join(root, "sparse.tar.gz");
  const data = Buffer.alloc(40 * 1024 ** 2);
  writeArchive(file, [
    { path: "manifest.json", data: buildManifest({ "tinyagi.db": data }) },
    { path: "tinyagi.db", data },
  ]);
  const folder = join(root, "unpacked");
  mkdirSync(folder);
  expect((await unpackBackup(file, folder)).members).toHaveLength(1);
  expect(statSync(join(folder, "tinyagi.db")).size).toBe(data.length);
});
