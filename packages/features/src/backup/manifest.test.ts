/** @requirement BACKUP-1 @requirement BACKUP-2 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { pruneAutomaticBackups } from "./automatic.js";
import { BACKUP_LIMITS } from "./backup-limits.js";
import { createBackup, listBackups } from "./create-backup.js";
import { buildManifest, createBackupFixture, type HandMade, NOW, writeArchive } from "./fixture.js";
import { isMemberPath, parseManifest } from "./manifest.js";
import { unpackBackup } from "./read-backup.js";
import { restoreBackup } from "./restore-backup.js";
import { createTally } from "./tally.js";
import { timeName } from "./time-name.js";

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-manifest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const INVALID = expect.objectContaining({ code: "BACKUP_INVALID" });

describe("a manifest", () => {
  const good = buildManifest({ "tinyagi.db": "x", "files/a": "y" });

  test("is parsed as it was written", () => {
    expect(parseManifest(good)).toEqual(JSON.parse(good));
  });

  const digest = "0".repeat(64);
  test.each<[string, object]>([
    ["another format", { format: 2 }],
    ["no format", { format: undefined }],
    ["a schema that is no whole number", { schema: 1.5 }],
    ["a version that is no text", { version: 1 }],
    ["a version of endless length", { version: "1".repeat(1_000) }],
    ["no time", { createdAt: undefined }],
    ["a time that is a text", { createdAt: "yesterday" }],
    ["a time no calendar has", { createdAt: 9e15 }],
    ["an unknown choice of workspaces", { workspaces: "some" }],
    ["members that are no list", { members: {} }],
    ["a member that is null", { members: [null] }],
    ["a negative size", { members: [{ path: "tinyagi.db", bytes: -1, sha256: digest }] }],
    ["a size that is a text", { members: [{ path: "tinyagi.db", bytes: "1", sha256: digest }] }],
    ["a digest in capitals", { members: [{ path: "tinyagi.db", bytes: 1, sha256: "A".repeat(64) }] }],
    ["a digest that is a list", { members: [{ path: "tinyagi.db", bytes: 1, sha256: [digest] }] }],
    ["no database", { members: [{ path: "files/a", bytes: 1, sha256: digest }] }],
    [
      "more bytes than a backup may have",
      { members: [{ path: "tinyagi.db", bytes: BACKUP_LIMITS.totalBytes + 1, sha256: digest }] },
    ],
  ])("with %s is refused", (_what, changes) => {
    expect(() => parseManifest(JSON.stringify({ ...JSON.parse(good), ...changes }))).toThrow(INVALID);
  });

  test("made of any JSON is either parsed or refused", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseManifest(text)).toThrow(INVALID);
      }),
    );
  });
});

describe("the path of a member", () => {
  test.each([
    ...["tinyagi.db", "settings.json", "files/a", "workspaces/a/.tinyagi/SOUL.md", "plugins/é/ü.js"],
    `files/${"x".repeat(255)}`,
    `files/${"é".repeat(127)}`,
  ])("%s is allowed", (path) => expect(isMemberPath(path)).toBe(true));

  test.each([
    ...["", "/", "files", "workspaces", "other/a", "tinyagi.db/a", "settings.json.bak", "auth/token"],
    ...["files/", "/files/a", "files//a", "files/../a", "files/./a", "./files/a", "files/a\\b", "files/a\nb"],
    ...["files/a\u0000", "files/\u0085", "FILES/a", "__proto__", "constructor/a"],
    // File systems limit names to 255 bytes and refuse unpaired surrogates.
    ...[`files/${"x".repeat(256)}`, `files/${"é".repeat(128)}`, "files/\ud800"],
    `files/${"x/".repeat(600)}x`,
  ])("%j is refused", (path) => expect(isMemberPath(path)).toBe(false));

  test("never leads out of the folder into which it is unpacked", () => {
    const step = fc.oneof(fc.constantFrom("..", ".", "", "files", "a"), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const path = ["files", ...steps].join("/");
        if (isMemberPath(path)) expect(join("/root", path)).toBe(`/root/${path}`);
      }),
    );
  });
});

describe("an archive with conflicting member paths", () => {
  test.each([
    ["a file where a folder belongs", ["files/a", "files/a/b"]],
    ["a folder where a file belongs", ["files/a/b", "files/a"]],
  ])("%s is refused as an invalid backup", async (_what, paths) => {
    const folder = tempFolder();
    const members = Object.fromEntries(["tinyagi.db", ...paths].map((path) => [path, "x"]));
    const entries: HandMade[] = [
      { path: "manifest.json", data: buildManifest(members) },
      ...Object.entries(members).map(([path, data]) => ({ path, data })),
    ];
    writeArchive(join(folder, "a.tar.gz"), entries);
    mkdirSync(join(folder, "out"));
    await expect(unpackBackup(join(folder, "a.tar.gz"), join(folder, "out"))).rejects.toEqual(INVALID);
  });
});

describe("the tally of a backup", () => {
  const member = (bytes: number) => ({ path: "files/a", bytes, sha256: "" });
  test.each(["all", "memory", "none"] as const)("for workspaces %s says what to omit", (mode) => {
    const tally = createTally({ members: 2, totalBytes: 10, manifestBytes: 4 }, mode);
    tally.add(member(10));
    tally.add(member(0));
    expect(() => tally.add(member(0))).toThrow(/2 files/);
    expect(() => createTally({ members: 2, totalBytes: 10, manifestBytes: 4 }, mode).add(member(11))).toThrow(
      expect.objectContaining({ code: "CONFLICT", message: expect.stringContaining("10 B") }),
    );
    tally.assertManifest("1234");
    // Two characters of three bytes each.
    expect(() => tally.assertManifest("€€")).toThrow(/4 B/);
  });
});

describe("automatic copies", () => {
  const names = [1, 3, 2].map((day) => `auto-schema-${10 - day}-${timeName(NOW + day * 86_400_000)}.db`);
  test.each([
    [0, 3],
    [1, 1],
    [2, 2],
    [9, 3],
  ])("are pruned to the newest %i, and nothing else is removed", async (keep, left) => {
    const folder = tempFolder();
    const others = ["tinyagi-2026-01-01T00-00-00.000Z.tar.gz", "auto-schema-x.db", "notes.txt"];
    for (const name of [...names, ...others]) writeFileSync(join(folder, name), "x");
    const removed = await pruneAutomaticBackups(folder, keep);
    expect(removed).toBe(3 - left);
    const newest = [names[1], names[2], names[0]].slice(0, left);
    expect(readdirSync(folder).sort()).toEqual([...newest, ...others].sort());
  });

  test("may have no folder", async () => {
    expect(await pruneAutomaticBackups(join(tempFolder(), "missing"), 1)).toBe(0);
  });
});

describe("the list of backups", () => {
  test("contains only complete files, newest first, whatever else is in the folder", async () => {
    const { paths, store } = createBackupFixture();
    expect(await listBackups(paths)).toEqual([]);
    const make = (now: number) =>
      createBackup({ paths, db: store.db, version: "1.2.3", now, workspaces: [], mode: "none" });
    const first = await make(NOW);
    const second = await make(NOW + 1);
    const name = (day: string) => join(paths.backups, `tinyagi-2026-01-${day}T00-00-00.000Z.tar.gz`);
    symlinkSync("/nowhere", name("01"));
    mkdirSync(name("02"));
    writeFileSync(join(paths.backups, "tinyagi-copy.tar.gz"), "x");
    expect((await listBackups(paths)).map((file) => file.name)).toEqual([second.name, first.name]);
  });

  test("keeps a backup when another one is made in the same millisecond", async () => {
    const { paths, store } = createBackupFixture();
    const make = (version: string) =>
      createBackup({ paths, db: store.db, version, now: NOW, workspaces: [], mode: "none" });
    const [one, two] = [await make("1.0.0"), await make("2.0.0")];
    expect(two.path).not.toBe(one.path);
    expect(await listBackups(paths)).toHaveLength(2);
  });
});

describe("a restore", () => {
  test("of a restore gives the same rows and files, and every earlier state stays aside", async () => {
    const { paths, store, workspaces, root } = createBackupFixture();
    const { path } = await createBackup({
      paths,
      db: store.db,
      version: "1.2.3",
      now: NOW,
      workspaces,
      mode: "memory",
    });
    await store[Symbol.asyncDispose]();
    const asides: (string | null)[] = [];
    for (let at = 1; at <= 3; at += 1) {
      const report = await restoreBackup({ file: path, paths, userHome: root, now: NOW + at });
      expect(report).toMatchObject({ workspaceFiles: 0, notes: [] });
      asides.push(report.aside);
      expect(readdirSync(paths.filesIn)).toEqual(["aaaaaaaa.txt"]);
    }
    expect(new Set(asides).size).toBe(3);
    for (const aside of asides) expect(existsSync(join(aside ?? "", "tinyagi.db"))).toBe(true);
    expect(existsSync(path)).toBe(true);
  });
});
