import { appendFile, mkdtemp, realpath, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isFresh, readStats, toStamp } from "./stamp.js";

let dir = "";
beforeEach(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), "tinyagi-stamp-")));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const file = (name: string): string => join(dir, name);

async function stampAt(path: string): Promise<string | null> {
  const stats = await readStats(path);
  return stats === null ? null : toStamp(stats);
}

test("a stamp is the same for an unchanged file, and null for a missing one or a loop of links", async () => {
  await writeFile(file("a"), "one");
  expect(await stampAt(file("a"))).toBe(await stampAt(file("a")));
  await symlink(file("loop"), file("loop"));
  for (const path of [file("none"), file("loop"), join(file("a"), "x"), file("x".repeat(300))])
    expect(await stampAt(path)).toBeNull();
});

test("a stamp changes with the content and with the file behind a link", async () => {
  await writeFile(file("a"), "one");
  await writeFile(file("b"), "two");
  await symlink(file("a"), file("link"));
  const first = await stampAt(file("link"));
  await appendFile(file("a"), "!");
  const second = await stampAt(file("link"));
  await rm(file("link"));
  await symlink(file("b"), file("link"));
  expect(new Set([first, second, await stampAt(file("link"))]).size).toBe(3);
});

test("a stamp changes with an edit that keeps the size and restores the times", async () => {
  await writeFile(file("a"), "one");
  await utimes(file("a"), 1, 1);
  const { size } = await stat(file("a"));
  const before = await stampAt(file("a"));
  // The clock of some file systems stands still for a few milliseconds.
  await expect
    .poll(async () => {
      await writeFile(file("a"), "two");
      await utimes(file("a"), 1, 1);
      return (await stampAt(file("a"))) !== before;
    })
    .toBe(true);
  expect(await stat(file("a"))).toMatchObject({ size, mtimeMs: 1_000 });
});

test("a file is fresh until its file system's clock has certainly moved on", () => {
  expect(isFresh({ ctimeMs: 10_000n }, 10_500)).toBe(true);
  expect(isFresh({ ctimeMs: 10_000n }, 12_000)).toBe(false);
  expect(isFresh({ ctimeMs: 10_000n }, 9_000)).toBe(true);
});
