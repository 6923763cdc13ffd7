import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createBackup } from "./create-backup.js";
import { buildManifest, createBackupFixture, type HandMade, NOW, writeArchive } from "./fixture.js";
import type { WorkspaceMode } from "./manifest.js";
import { restoreBackup } from "./restore-backup.js";

function backUp(place: ReturnType<typeof createBackupFixture>, mode: WorkspaceMode = "memory") {
  const { paths, store, workspaces } = place;
  return createBackup({ paths, db: store.db, version: "1.2.3", now: NOW, workspaces, mode });
}

/** Files that this process has open in a folder. Empty where the system does not provide the list. */
function openFilesBelow(folder: string): string[] {
  if (!existsSync("/proc/self/fd")) return [];
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      // The descriptor that was used to read the list itself.
      return [];
    }
  });
}

const manifest = (...content: Parameters<typeof buildManifest>): HandMade => ({
  path: "manifest.json",
  data: buildManifest(...content),
});

function restore({ root, paths }: ReturnType<typeof createBackupFixture>, file: string): Promise<unknown> {
  return restoreBackup({ file, paths, userHome: root, now: NOW });
}

describe("an archive from an attacker", () => {
  const settings = "{}";
  const cases: [string, HandMade[], string][] = [
    ["no manifest", [{ path: "settings.json", data: settings }], "does not begin with a manifest"],
    ["nothing at all", [], "not a whole archive"],
    ...[
      "../evil",
      "/etc/evil",
      "files/../../evil",
      "files/a\\b",
      "evil.txt",
      "auth/token",
      "files//x",
      "files",
    ].map((path): [string, HandMade[], string] => [
      `the path ${path}`,
      [manifest({ "tinyagi.db": "x", [path]: "x" })],
      "a path that is not allowed",
    ]),
    [
      "a link in the place of a member",
      [manifest({ "tinyagi.db": "" }), { path: "tinyagi.db", type: "SymbolicLink", linkpath: "/etc/passwd" }],
      "entries that are not files",
    ],
    [
      "a hard link",
      [
        manifest({ "tinyagi.db": "", "files/in/x": "" }),
        { path: "files/in/x", type: "Link", linkpath: "../../auth/token" },
      ],
      "entries that are not files",
    ],
    [
      "a pipe",
      [manifest({ "tinyagi.db": "" }), { path: "tinyagi.db", type: "FIFO" }],
      "entries that are not files",
    ],
    [
      "a member that the manifest does not name",
      [manifest({ "tinyagi.db": "x" }), { path: "files/in/extra", data: "x" }],
      "does not name",
    ],
    [
      "a member twice",
      [manifest({ "tinyagi.db": "x" }), { path: "tinyagi.db", data: "x" }, { path: "tinyagi.db", data: "x" }],
      "does not name",
    ],
    [
      "a member larger than announced",
      [manifest({ "tinyagi.db": "x" }), { path: "tinyagi.db", data: "x".repeat(100_000) }],
      "not of the size",
    ],
    [
      "a member that was altered",
      [manifest({ "tinyagi.db": "x" }), { path: "tinyagi.db", data: "y" }],
      "differs from what its manifest says",
    ],
    ["a member that is missing", [manifest({ "tinyagi.db": "x" })], "members are missing"],
    ["no database", [manifest({ "settings.json": settings })], "contains no database"],
    [
      "a database that is none",
      [
        manifest({ "tinyagi.db": "not a database, however long it is" }),
        { path: "tinyagi.db", data: "not a database, however long it is" },
      ],
      "database cannot be read",
    ],
    ["another format", [manifest({ "tinyagi.db": "x" }, { format: 2 })], "another format"],
    [
      "sizes beyond any home",
      [manifest({}, { members: [{ path: "tinyagi.db", bytes: 1e15, sha256: "a".repeat(64) }] })],
      "too large",
    ],
    ["a manifest that is none", [{ path: "manifest.json", data: "[" }], "not valid JSON"],
  ];
  test.each(cases)("with %s is refused and nothing is written outside", async (_what, entries, reason) => {
    const place = createBackupFixture();
    const file = join(place.root, "hostile.tar.gz");
    writeArchive(file, entries);
    const names = readdirSync(place.home).sort();
    const refusal = restore(place, file);
    await expect(refusal).rejects.toMatchObject({ code: "BACKUP_INVALID" });
    await expect(refusal).rejects.toThrow(reason);
    expect(readdirSync(place.home).sort()).toEqual(names);
    expect(readdirSync(place.root).sort()).toEqual(["home", "hostile.tar.gz", "ws"]);
  });

  test.each(["cut short", "no archive"])("that is %s is refused", async (what) => {
    const place = createBackupFixture();
    const { path } = await backUp(place);
    const file = join(place.root, "broken.tar.gz");
    const whole = readFileSync(path);
    writeFileSync(file, what === "cut short" ? whole.subarray(0, whole.length / 2) : "hello");
    const refusal = restore(place, file);
    await expect(refusal).rejects.toMatchObject({ code: "BACKUP_INVALID" });
    expect(openFilesBelow(join(place.home, ".staging"))).toEqual([]);
  });

  test("of a newer version is refused with the next step", async () => {
    const place = createBackupFixture();
    place.store.db.pragma("user_version = 9999");
    const { path } = await backUp(place);
    const refusal = restore(place, path);
    await expect(refusal).rejects.toMatchObject({ code: "STORE_TOO_NEW" });
  });
});
