import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { createVirtualClock, NO_FAILPOINTS, parseFailpoints } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import { examineDatabase, openDatabase } from "./database.js";
import { conversationRow, createTempFolder, createTempStore } from "./fixture.js";
import { readMigrations } from "./migrate.js";
import { openStore } from "./store.js";

const damaged = expect.objectContaining({
  code: "STORE_DAMAGED",
  message: expect.stringMatching(/backup.*start with an empty database/),
});

/** As a daemon leaves it that was killed: a row stands in the log alone. */
function copyAsKilled(from: string, to: string): void {
  const store = openStore({ path: from, clock: createVirtualClock() });
  store.writeNow(() => store.conversations.insert(conversationRow("c1")));
  for (const suffix of ["", "-wal"]) writeFileSync(`${to}${suffix}`, readFileSync(`${from}${suffix}`));
  store.db.close();
}

describe("a database file that was emptied", () => {
  test.each([0, 1, 99])("to %i bytes is refused and not changed, nor is its log", (bytes) => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    copyAsKilled(join(folder.path, "other.db"), path);
    truncateSync(path, bytes);
    const [file, wal] = [readFileSync(path), readFileSync(`${path}-wal`)];
    expect(wal.length).toBeGreaterThan(0);
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(damaged);
    expect(() => examineDatabase(path)).toThrow(damaged);
    expect(readFileSync(path).equals(file)).toBe(true);
    expect(readFileSync(`${path}-wal`).equals(wal)).toBe(true);
  });

  test("is not treated as a new one when only its log is left", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    const log = `${path}-wal`;
    writeFileSync(log, "what a killed daemon had committed");
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(damaged);
    expect(readdirSync(folder.path)).toEqual(["tinyagi.db-wal"]);
    truncateSync(log, 0);
    openDatabase(path, NO_FAILPOINTS).close();
  });

  test("a broken link is not replaced", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    symlinkSync(join(folder.path, "unplugged", "tinyagi.db"), path);
    const unavailable = expect.objectContaining({ code: "STORE_UNAVAILABLE" });
    expect(() => openDatabase(path, NO_FAILPOINTS)).toThrow(unavailable);
    expect(() => examineDatabase(path)).toThrow(unavailable);
    expect(readdirSync(folder.path)).toEqual(["tinyagi.db"]);
  });
});

describe("a new database file", () => {
  test("gets its name only once it is complete, and a start that was killed before does not prevent the next", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    const crash = parseFailpoints("database.before-rename=throw", () => {});
    expect(() => openDatabase(path, crash)).toThrow("Failpoint database.before-rename");
    expect(existsSync(path)).toBe(false);
    for (const suffix of ["-journal", "-wal", "-shm"]) writeFileSync(`${path}.new${suffix}`, "left");
    openDatabase(path, NO_FAILPOINTS).close();
    expect(readdirSync(folder.path)).toEqual(["tinyagi.db"]);
  });
});

describe("a look at the database", () => {
  test("reports its schema, also while another connection writes, or that there is none", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    expect(examineDatabase(path)).toEqual({ state: "missing" });
    const db = openDatabase(path, NO_FAILPOINTS);
    db.exec("BEGIN IMMEDIATE");
    const whole = { state: "whole", schema: readMigrations().length, checked: true };
    expect(examineDatabase(path)).toMatchObject(whole);
    db.exec("ROLLBACK");
    db.close();
    expect(examineDatabase(path)).toMatchObject(whole);
  });

  test("does not check the pages of a file above the size limit", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    openDatabase(path, NO_FAILPOINTS).close();
    expect(examineDatabase(path, { maxBytes: 1_000 })).toMatchObject({ state: "whole", checked: false });
  });
});

test("a new database, its log and its index are private from the start, whatever the umask", async () => {
  const before = process.umask(0);
  try {
    await using temp = createTempStore();
    await temp.store.write(() => temp.store.history.addNote("a", "x", 0));
    const modes = ["", "-wal", "-shm"].map((suffix) => statSync(`${temp.path}${suffix}`).mode & 0o777);
    expect(modes.map((mode) => mode.toString(8))).toEqual(["600", "600", "600"]);
  } finally {
    process.umask(before);
  }
});
