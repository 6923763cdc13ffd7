import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeMissing, findMissing, readCommitMark, readInode, writeCommitMark } from "./commit-mark.js";
import { createTempFolder } from "./fixture.js";

const MARK = { inode: "7", seq: 10, at: 1_000 };
const FOUND = { seq: 10, isBackup: false, inode: "7", now: 5_000 };

describe("the mark beside the database", () => {
  test("is read as it was written, and the last one counts", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "mark");
    await writeCommitMark(path, MARK);
    const missing = { events: 2, until: 1, foundAt: 2 };
    await writeCommitMark(path, { ...MARK, seq: 11, missing });
    expect(readCommitMark(path)).toEqual({ ...MARK, seq: 11, missing });
  });

  test.each([
    ["no text", ""],
    ["half a mark", '{"inode":"7","se'],
    ["null", "null"],
    ["a list", "[]"],
    ["no inode", '{"seq":1,"at":1}'],
    ["a number that is text", '{"inode":"7","seq":"1","at":1}'],
    ["a fraction", '{"inode":"7","seq":1.5,"at":1}'],
    ["no time", '{"inode":"7","seq":1}'],
  ])("with %s proves nothing", (_name, content) => {
    using folder = createTempFolder();
    const path = join(folder.path, "mark");
    writeFileSync(path, content);
    expect(readCommitMark(path)).toBeUndefined();
  });

  test("of a home without one is undefined, and a missing file has no inode", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "none");
    expect(readCommitMark(path)).toBeUndefined();
    expect(() => readInode(path)).toThrow("ENOENT");
    writeFileSync(path, "x");
    expect(readInode(path)).toMatch(/^\d+$/);
  });
});

describe("missing commits", () => {
  test.each([
    ["the database is as far as its mark", MARK, FOUND, undefined],
    ["it is further", MARK, { ...FOUND, seq: 11 }, undefined],
    ["it is behind", MARK, { ...FOUND, seq: 7 }, { events: 3, until: 1_000, foundAt: 5_000 }],
    ["there is no mark", undefined, { ...FOUND, seq: 7 }, undefined],
    ["another file was put in place", MARK, { ...FOUND, seq: 7, inode: "8" }, undefined],
    ["a backup was put in place", MARK, { ...FOUND, seq: 7, isBackup: true }, undefined],
  ])("when %s", (_name, mark, found, expected) => {
    expect(findMissing(mark, found)).toEqual(expected);
  });

  test("are described with the file, the number, the time and what to do", () => {
    const text = describeMissing("/home/x/tinyagi.db", { events: 3, until: 0, foundAt: 1 });
    for (const part of [
      "/home/x/tinyagi.db-wal",
      "last 3 events",
      "1970-01-01T00:00:00.000Z",
      "tinyagi restore",
    ])
      expect(text).toContain(part);
  });
});
