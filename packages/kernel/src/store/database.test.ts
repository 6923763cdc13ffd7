import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createVirtualClock, NO_FAILPOINTS, openSqlite, parseFailpoints } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { checkSqliteVersion, openDatabase } from "./database.js";
import { conversationRow, createTempFolder } from "./fixture.js";
import { checkSchemaVersion, migrate, readMigrations } from "./migrate.js";
import { openStore } from "./store.js";

const MIGRATIONS = readMigrations().length;
const coded = (code: string) => expect.objectContaining({ code });
const tables = (db: Database.Database) =>
  db
    .prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();

/** A closed, well-filled database at `path`. */
async function fill(path: string): Promise<void> {
  await using store = openStore({ path, clock: createVirtualClock() });
  store.writeNow(() => {
    for (let index = 0; index < 400; index += 1)
      store.conversations.insert(conversationRow(`c${index}`, { text: "text ".repeat(100) }));
  });
}

describe("opening the database", () => {
  test("sets what durability depends on", () => {
    using folder = createTempFolder();
    const db = openDatabase(join(folder.path, "tinyagi.db"), NO_FAILPOINTS);
    const value = (name: string) => db.pragma(name, { simple: true });
    expect(value("journal_mode")).toBe("wal");
    expect(value("synchronous")).toBe(2);
    expect(value("foreign_keys")).toBe(1);
    expect(value("trusted_schema")).toBe(0);
    expect(value("cell_size_check")).toBe(1);
    expect(value("temp_store")).toBe(2);
    expect(value("user_version")).toBe(MIGRATIONS);
    db.close();
  });

  test("never blocks the event loop for long on a foreign lock", () => {
    using folder = createTempFolder();
    const db = openDatabase(join(folder.path, "tinyagi.db"), NO_FAILPOINTS);
    expect(db.pragma("busy_timeout", { simple: true })).toBeLessThanOrEqual(20);
    db.close();
  });

  test("opens what it closed, with all rows", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await fill(path);
    await using store = openStore({ path, clock: createVirtualClock() });
    expect(store.conversations.list({ limit: 1_000 })).toHaveLength(400);
  });

  test("reads what only the WAL has, as after a kill", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    const first = openStore({ path, clock: createVirtualClock() });
    first.writeNow(() => first.conversations.insert(conversationRow("c1")));
    const copy = join(folder.path, "copy.db");
    writeFileSync(copy, readFileSync(path));
    writeFileSync(`${copy}-wal`, readFileSync(`${path}-wal`));
    first.db.close();
    const second = openStore({ path: copy, clock: createVirtualClock() });
    expect(second.conversations.get("c1")).toBeDefined();
    second.db.close();
  });

  test("works in memory", async () => {
    await using store = openStore({ path: ":memory:", clock: createVirtualClock() });
    expect(store.conversations.list({ limit: 1 })).toEqual([]);
  });

  test("waits for another process that migrates or writes, and reports when that takes too long", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    openDatabase(path, NO_FAILPOINTS).close();
    const other = openSqlite(path);
    other.pragma("user_version = 0");
    other.exec("BEGIN IMMEDIATE");
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(coded("STORE_UNAVAILABLE"));
    other.close();
  });
});

describe("a file that must not be opened", () => {
  test("a file that is no database is refused and not changed", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    writeFileSync(path, "this is a text file, not a database\n".repeat(200));
    const before = readFileSync(path);
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(coded("STORE_DAMAGED"));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    ["overwritten in the middle", (bytes: Buffer) => bytes.fill(0xab, 8_192, bytes.length - 4_096)],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2 / 4_096) * 4_096)],
  ])("a damaged one is refused and not changed: %s", async (_name, damage) => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await fill(path);
    const damaged = damage(readFileSync(path));
    writeFileSync(path, damaged);
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(coded("STORE_DAMAGED"));
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });

  test("one of a newer schema is refused, its WAL not even folded in", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    const newer = openDatabase(path, NO_FAILPOINTS);
    newer.pragma(`user_version = ${MIGRATIONS + 1}`);
    const copy = join(folder.path, "copy.db");
    const [file, wal] = [readFileSync(path), readFileSync(`${path}-wal`)];
    writeFileSync(copy, file);
    writeFileSync(`${copy}-wal`, wal);
    newer.close();
    expect(() => openDatabase(copy, NO_FAILPOINTS)).toThrow(coded("STORE_TOO_NEW"));
    expect(readFileSync(copy).equals(file)).toBe(true);
    expect(readFileSync(`${copy}-wal`).equals(wal)).toBe(true);
  });

  test("a missing folder, a folder in its place and an unwritable place are reported as unavailable", () => {
    using folder = createTempFolder();
    const inPlace = join(folder.path, "folder.db");
    mkdirSync(inPlace);
    for (const path of [join(folder.path, "missing", "tinyagi.db"), inPlace, "/proc/tinyagi.db"])
      expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(coded("STORE_UNAVAILABLE"));
  });

  test("a read-only connection cannot be migrated", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    openSqlite(path).exec("CREATE TABLE t (a)").close();
    const db = openSqlite(path, { readonly: true });
    expect(() => migrate(db, NO_FAILPOINTS)).toThrow(coded("SQLITE_READONLY"));
    db.close();
  });
});

describe("migrations", () => {
  test("run once", () => {
    using folder = createTempFolder();
    const db = openSqlite(join(folder.path, "a.db"));
    expect(migrate(db, NO_FAILPOINTS)).toBe(MIGRATIONS);
    expect(migrate(db, NO_FAILPOINTS)).toBe(0);
    expect(() => checkSchemaVersion(db, MIGRATIONS - 1)).toThrow(coded("STORE_TOO_NEW"));
    db.close();
  });

  test.each([1, 2, 20])(
    "a crash after statement %i leaves the earlier version, and the next start continues",
    (nth) => {
      using folder = createTempFolder();
      const path = join(folder.path, "a.db");
      const crash = parseFailpoints(`migration.between=throw@${nth}`, () => {});
      expect(() => openDatabase(path, crash)).toThrow("Failpoint migration.between");
      const left = openSqlite(path);
      expect(left.pragma("user_version", { simple: true })).toBe(0);
      expect(tables(left)).toEqual([]);
      left.close();
      const db = openDatabase(path, NO_FAILPOINTS);
      expect(db.pragma("user_version", { simple: true })).toBe(MIGRATIONS);
      db.close();
    },
  );

  test("a crash in a later migration keeps the earlier ones and their rows", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "a.db");
    const statements = readMigrations().map(
      (migration) => migration.sql.split("--> statement-breakpoint").length,
    );
    const nth = (statements[0] ?? 0) + 1;
    const crash = parseFailpoints(`migration.between=throw@${nth}`, () => {});
    expect(() => openDatabase(path, crash)).toThrow("Failpoint");
    const left = openSqlite(path);
    expect(left.pragma("user_version", { simple: true })).toBe(1);
    left.exec("INSERT INTO agent_notes (agent_id, note, created_at) VALUES ('a', 'kept', 0)");
    left.close();
    const db = openDatabase(path, NO_FAILPOINTS);
    expect(db.prepare("SELECT note FROM agent_notes").pluck().all()).toEqual(["kept"]);
    db.close();
  });
});

describe("checkSqliteVersion", () => {
  test.each(["3.51.3", "3.51.10", "3.52.0", "4.0.0"])("accepts %s", (version) => {
    expect(() => checkSqliteVersion(version)).not.toThrow();
  });

  test.each(["3.51.2", "3.50.9", "2.99.99", "3.51", "", "unknown"])("refuses '%s'", (version) => {
    expect(() => checkSqliteVersion(version)).toThrow(coded("SQLITE_TOO_OLD"));
  });
});
