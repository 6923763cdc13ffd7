/** Statements on a database as a whole: commit points, backups, imports and databases of 0.0.20. */

import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import {
  conversationRow,
  createMemoryStore,
  createTempFolder,
  createTempStore,
  messageRow,
} from "../fixture.js";
import { copyWhileOpen, hasForeignSchema, sealCopy } from "./backup-statements.js";
import { readCommitPoint, stampBackup } from "./commit-statements.js";
import { eventRow, pairingRow, projectRow, scheduleRow, taskRow } from "./fixture.js";
import { importStatements } from "./import-statements.js";
import {
  checkIntegrity,
  copyDatabase,
  databaseKind,
  foldWal,
  legacyRows,
  takeLegacyDatabase,
} from "./legacy-statements.js";

describe("how far a database has come", () => {
  test("is the number of the last event ever recorded, also after events were removed", async () => {
    await using store = createMemoryStore();
    expect(store.commits.point()).toEqual({ seq: 0, isBackup: false });
    for (const type of ["a", "b"]) store.events.insert(eventRow(type));
    store.db.exec("DELETE FROM events");
    expect([store.commits.point(), readCommitPoint(store.db)]).toEqual(
      Array(2).fill({ seq: 2, isBackup: false }),
    );
  });

  test("a backup is known as one until a daemon starts on it", async () => {
    await using store = createMemoryStore();
    stampBackup(store.db);
    expect([store.commits.point().isBackup, readCommitPoint(store.db).isBackup]).toEqual([true, true]);
    store.commits.clearBackupStamp();
    expect(store.commits.point().isBackup).toBe(false);
  });

  test("a database without tables has come nowhere", () => {
    const db = openSqlite(":memory:");
    expect(readCommitPoint(db)).toEqual({ seq: 0, isBackup: false });
    db.close();
  });
});

describe("a backup", () => {
  test("is one sound file with everything that was committed, and is stamped", async () => {
    await using temp = createTempStore();
    temp.store.writeNow(() => temp.store.history.addNote("a", "kept", 0));
    const path = join(temp.folder, "copy.db");
    const copying = copyWhileOpen(temp.store.db, path);
    await temp.store.write(() => temp.store.history.addNote("a", "written meanwhile", 0));
    await copying;
    const copy = openSqlite(path);
    expect(sealCopy(copy)).toEqual({
      health: "ok",
      schema: temp.store.db.pragma("user_version", { simple: true }),
    });
    expect(copy.prepare("SELECT note FROM agent_notes").pluck().all()).toContain("kept");
    expect([readCommitPoint(copy).isBackup, copy.pragma("journal_mode", { simple: true })]).toEqual([
      true,
      "delete",
    ]);
    copy.close();
  });

  test.each([
    ["a trigger", true, "CREATE TRIGGER evil AFTER INSERT ON messages BEGIN DELETE FROM tasks; END"],
    ["a view", true, "CREATE VIEW evil AS SELECT 1"],
    ["a virtual table", true, "CREATE VIRTUAL TABLE evil USING fts5(a)"],
    ["a further table", false, "CREATE TABLE fine (a)"],
  ])("with %s has a foreign schema: %s", async (_name, expected, sql) => {
    await using store = createMemoryStore();
    expect(hasForeignSchema(store.db)).toBe(false);
    store.db.exec(sql);
    expect(hasForeignSchema(store.db)).toBe(expected);
  });
});

describe("imported rows", () => {
  test("keep their ids and states, and are found by their message id", async () => {
    await using store = createMemoryStore();
    const imports = importStatements(store.db);
    imports.addConversation({ ...conversationRow("c1"), status: "closed", closed_at: 7 });
    const { parent_run_id, hop, chain_step, ...message } = messageRow("a");
    const ended = {
      id: 40,
      shared: null,
      context: null,
      title: "work",
      status: "dead" as const,
      total_attempts: 3,
      error_class: "auth",
      last_error: "no",
      reported: 1,
    };
    imports.addMessage({ ...message, ...ended, updated_at: 5, finished_at: 6 });
    expect(store.messages.get(40)).toMatchObject({ ...ended, attempts: 0, finished_at: 6, hop: 0 });
    expect([imports.conversationOf("api_a"), imports.conversationOf("none")]).toEqual(["c1", undefined]);
    expect(store.messages.insert(messageRow("b"))).toBe(41);
  });

  test("counters continue behind the imported numbers", async () => {
    await using store = createMemoryStore();
    importStatements(store.db).addTaskCounter({ prefix: "WEB", last: 12 });
    expect(store.tasks.nextNumber("WEB")).toBe(13);
  });

  test("a source is recorded once and listed oldest first", async () => {
    await using store = createMemoryStore();
    const imports = importStatements(store.db);
    const row = (source: string, created_at: number) => ({ source, report: "{}", backup: null, created_at });
    for (const [source, time] of [
      ["b", 2],
      ["c", 1],
      ["a", 2],
    ] as const)
      imports.addImport(row(source, time));
    expect(imports.list().map(({ source }) => source)).toEqual(["c", "a", "b"]);
    expect(() => imports.addImport(row("a", 9))).toThrow("UNIQUE");
    expect([imports.get("a")?.created_at, imports.get("none"), store.retention.lastImport()]).toEqual([
      2,
      undefined,
      2,
    ]);
  });

  test.each<[string, boolean, (store: ReturnType<typeof createMemoryStore>) => unknown]>([
    ["nothing", true, () => {}],
    ["a note", true, (store) => store.history.addNote("a", "x", 0)],
    ["a conversation", false, (store) => store.conversations.insert(conversationRow("c1"))],
    ["a task", false, (store) => store.tasks.insert(taskRow("a"))],
    ["a project", false, (store) => store.projects.insert(projectRow("a"))],
    ["a schedule", false, (store) => store.schedules.insert(scheduleRow("a"))],
    ["a sender", false, (store) => store.pairings.put(pairingRow("1"))],
  ])("a database with %s is unused: %s", async (_name, unused, add) => {
    await using store = createMemoryStore();
    add(store);
    expect(importStatements(store.db).isUnused()).toBe(unused);
  });
});

describe("a database of 0.0.20", () => {
  test.each([
    ["", 0, "empty"],
    ["CREATE TABLE messages (id)", 0, "legacy"],
    ["CREATE TABLE responses (id)", 0, "legacy"],
    ["CREATE TABLE other (id)", 0, "current"],
    ["CREATE TABLE messages (id)", 3, "current"],
  ])("%j with version %i is %s", (sql, version, kind) => {
    const db = openSqlite(":memory:");
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
    expect(databaseKind(db)).toBe(kind);
    db.close();
  });

  test("is copied into one file with what only its log holds, and read in the order of its rows", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "old.db");
    const db = openSqlite(path);
    db.pragma("journal_mode = WAL");
    db.exec("CREATE TABLE tasks (id TEXT); INSERT INTO tasks VALUES ('b'), ('a')");
    const copyPath = join(folder.path, "copy.db");
    copyDatabase(db, copyPath);
    foldWal(db);
    db.close();
    const copy = openSqlite(copyPath);
    expect([...legacyRows(copy, "tasks")]).toEqual([{ id: "b" }, { id: "a" }]);
    expect([[...legacyRows(copy, "messages")], checkIntegrity(copy)]).toEqual([[], "ok"]);
    copy.close();
  });

  test("that another process has open is not taken", () => {
    using folder = createTempFolder();
    const path = join(folder.path, "old.db");
    const other = openSqlite(path);
    other.exec("CREATE TABLE messages (id); BEGIN; SELECT * FROM messages");
    other.prepare("SELECT * FROM messages").all();
    const db = openSqlite(path, { timeout: 0 });
    expect(() => takeLegacyDatabase(db)).toThrow(expect.objectContaining({ code: "SQLITE_BUSY" }));
    other.exec("COMMIT");
    other.close();
    takeLegacyDatabase(db);
    const late = openSqlite(path, { timeout: 0 });
    expect(() => late.prepare("SELECT * FROM messages").all()).toThrow(
      expect.objectContaining({ code: "SQLITE_BUSY" }),
    );
    for (const open of [late, db]) open.close();
  });
});
