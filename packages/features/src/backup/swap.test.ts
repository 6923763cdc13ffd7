/** An interrupted swap, and the next start, which prepares the home before it completes the swap. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseFailpoints } from "@tinyagi/base";
import { finishSwap, prepareHome } from "@tinyagi/home";
import { describe, expect, test } from "vitest";
import { createBackup } from "./create-backup.js";
import { createBackupFixture, NOW } from "./fixture.js";
import { restoreBackup } from "./restore-backup.js";

/**
 * The moves of a restore, in order: the database's WAL, its index, the database, two settings files, `files`, two
 * folders.
 */
const MOVES = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const FILES_MOVE = 6;

/** A home whose restore was killed after `moves` moves. The backup may contain a file; the home has another one. */
async function killedRestore(options: { moves: number; withFiles: boolean }) {
  const place = createBackupFixture();
  const { paths, store, workspaces, root, home } = place;
  if (!options.withFiles) rmSync(join(paths.filesIn, "aaaaaaaa.txt"));
  const what = { paths, db: store.db, version: "1.2.3", now: NOW, workspaces };
  const { path } = await createBackup({ ...what, mode: "none" });
  await store[Symbol.asyncDispose]();
  rmSync(join(paths.filesIn, "aaaaaaaa.txt"), { force: true });
  writeFileSync(join(paths.filesIn, "newer.txt"), "newer");
  const failpoints = parseFailpoints(`swap.between=throw@${options.moves}`, () => {});
  const restore = restoreBackup({ file: path, paths, userHome: root, now: NOW, failpoints });
  await expect(restore).rejects.toThrow("Failpoint");
  const name = readdirSync(paths.backups).find((entry) => entry.startsWith("before-restore-")) ?? "";
  return { home, paths, aside: join(paths.backups, name) };
}

describe.each([true, false])("a restore of a backup with files: %s", (withFiles) => {
  test.each(MOVES)("is completed by the start after a kill that follows %i moves", async (moves) => {
    const { home, paths, aside } = await killedRestore({ moves, withFiles });
    await prepareHome(home);
    expect(await finishSwap(home)).toBe(true);
    await prepareHome(home);
    expect(await finishSwap(home)).toBe(false);
    expect(readdirSync(paths.filesIn)).toEqual(withFiles ? ["aaaaaaaa.txt"] : []);
    expect(readFileSync(join(aside, "files", "in", "newer.txt"), "utf8")).toBe("newer");
    expect(readdirSync(aside)).not.toContain("files-2");
    expect(existsSync(join(home, ".staging"))).toBe(false);
  });
});

test("a kill between moving the old folder and the new one leaves the target free for the new one", async () => {
  const { home, paths, aside } = await killedRestore({ moves: FILES_MOVE - 1, withFiles: true });
  renameSync(paths.files, join(aside, "files"));
  await prepareHome(home);
  expect(await finishSwap(home)).toBe(true);
  expect(readdirSync(paths.filesIn)).toEqual(["aaaaaaaa.txt"]);
  expect(readdirSync(join(aside, "files", "in"))).toEqual(["newer.txt"]);
});

test("files in a folder that the start created are kept next to the old folder, under another name", async () => {
  const { home, paths, aside } = await killedRestore({ moves: FILES_MOVE, withFiles: false });
  await prepareHome(home);
  writeFileSync(join(paths.filesIn, "late.txt"), "late");
  mkdirSync(join(aside, "files-2"));
  expect(await finishSwap(home)).toBe(true);
  expect(readFileSync(join(aside, "files", "in", "newer.txt"), "utf8")).toBe("newer");
  expect(readFileSync(join(aside, "files-3", "in", "late.txt"), "utf8")).toBe("late");
});
