/** @requirement UPGRADE-1 @requirement UPGRADE-2 */

import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { buildOldHome, OLD_TIME, openOldHome } from "../../../../tests/fixtures/home-0.0.20/build.js";
import { createImportFixture, NOW } from "./fixture.js";

function oldHome() {
  const place = createImportFixture();
  buildOldHome({ home: place.home, workspace: place.workspace });
  return place;
}

function all(db: Database.Database, sql: string): Record<string, unknown>[] {
  return db.prepare<[], Record<string, unknown>>(sql).all();
}

describe("a home of 0.0.20", () => {
  test("keeps every row with its id and time, and reports what was changed", async () => {
    const place = oldHome();
    const report = await place.run();
    expect(report?.counts).toMatchObject({
      "completed messages": 1,
      "dead messages": 1,
      "waiting messages": 6,
      "delivered replies": 2,
      "replies to deliver": 1,
      "lines of agents' histories": 2,
      "posts of chat rooms": 2,
      projects: 2,
      tasks: 4,
      comments: 1,
      schedules: 4,
      "approved senders": 1,
      "senders with a code": 1,
      "senders' default agents": 2,
      agents: 2,
      teams: 1,
    });
    const { db } = place.open();
    expect(all(db, "SELECT id, agent_id, role, content, created_at FROM agent_messages ORDER BY id")).toEqual(
      [
        { id: 1, agent_id: "coder", role: "user", content: "what is new?", created_at: OLD_TIME + 1 },
        { id: 2, agent_id: "coder", role: "assistant", content: "nothing", created_at: OLD_TIME + 2 },
      ],
    );
    expect(all(db, "SELECT from_agent, message FROM chat_messages ORDER BY id")).toEqual([
      { from_agent: "user", message: "good morning" },
      { from_agent: "coder", message: "hello" },
    ]);
    expect(
      all(db, "SELECT read_id = (SELECT max(id) FROM chat_messages) AS is_read FROM room_marks"),
    ).toEqual([{ is_read: 1 }]);
    expect(report?.notes.join("\n")).toContain('agent "Coder" is not a valid id and is now called "coder"');
  });

  test("keeps its waiting messages in order for the right agents", async () => {
    const place = oldHome();
    await place.run();
    const { db } = place.open();
    expect(
      all(
        db,
        `SELECT m.id, m.agent_id, m.kind, m.status, m.text, m.team_id, c.status AS conversation, c.created_at >= ${NOW} AS fresh
         FROM messages m JOIN conversations c ON c.id = m.conversation_id ORDER BY m.id`,
      ),
    ).toEqual([
      {
        id: 1,
        agent_id: "tinyagi",
        kind: "user",
        status: "completed",
        text: "work 1",
        team_id: null,
        conversation: "closed",
        fresh: 0,
      },
      {
        id: 2,
        agent_id: "coder",
        kind: "user",
        status: "dead",
        text: "work 2",
        team_id: null,
        conversation: "closed",
        fresh: 0,
      },
      {
        id: 3,
        agent_id: "coder",
        kind: "user",
        status: "pending",
        text: "write the tests",
        team_id: null,
        conversation: "open",
        fresh: 1,
      },
      {
        id: 4,
        agent_id: "tinyagi",
        kind: "user",
        status: "pending",
        text: "work 4",
        team_id: null,
        conversation: "open",
        fresh: 1,
      },
      {
        id: 5,
        agent_id: "tinyagi",
        kind: "user",
        status: "pending",
        text: "plan the week",
        team_id: "dev",
        conversation: "open",
        fresh: 1,
      },
      {
        id: 6,
        agent_id: "tinyagi",
        kind: "user",
        status: "pending",
        text: "for somebody who left",
        team_id: null,
        conversation: "open",
        fresh: 1,
      },
      {
        id: 7,
        agent_id: "coder",
        kind: "handoff",
        status: "pending",
        team_id: "dev",
        conversation: "open",
        fresh: 1,
        text: "review it",
      },
      {
        id: 8,
        agent_id: "coder",
        kind: "room",
        status: "pending",
        team_id: "dev",
        conversation: "closed",
        fresh: 0,
        text: "hello room",
      },
    ]);
    expect(all(db, "SELECT total_attempts, last_error, reported FROM messages WHERE id = 2")).toEqual([
      { total_attempts: 5, last_error: "Command exited with code 1", reported: 1 },
    ]);
  });

  test("delivers exactly the replies that a channel had not fetched", async () => {
    const place = oldHome();
    await place.run();
    const { db } = place.open();
    expect(
      all(
        db,
        "SELECT id, channel, status, agent, files, metadata, message_id, conversation_id IS NOT NULL AS linked FROM outbox ORDER BY id",
      ),
    ).toEqual([
      {
        id: 1,
        channel: "telegram",
        status: "acked",
        agent: "coder",
        files: "[]",
        metadata: null,
        message_id: "tg_1",
        linked: 1,
      },
      {
        id: 2,
        channel: "telegram",
        status: "pending",
        agent: "coder",
        message_id: "tg_1",
        linked: 1,
        files: '["/home/me/report.md"]',
        metadata: '{"parseMode":"Markdown"}',
      },
      {
        id: 3,
        channel: "cli",
        status: "acked",
        agent: "coder",
        files: "[]",
        metadata: null,
        message_id: "cli_gone",
        linked: 0,
      },
    ]);
  });

  test("keeps its board: identifiers become unique, unknown states become visible", async () => {
    const place = oldHome();
    const report = await place.run();
    const { db } = place.open();
    expect(
      all(
        db,
        "SELECT id, identifier, status, assignee, dispatched_at IS NULL AS idle FROM tasks ORDER BY id",
      ),
    ).toEqual([
      { id: "task_1", identifier: "WS-1", status: "todo", assignee: "coder", idle: 1 },
      { id: "task_2", identifier: "WS-2", status: "in_progress", assignee: "dev", idle: 0 },
      { id: "task_3", identifier: "T-4", status: "in_progress", assignee: "", idle: 1 },
      { id: "task_4", identifier: "T-5", status: "backlog", assignee: "", idle: 1 },
    ]);
    expect(all(db, "SELECT prefix, last FROM task_counters ORDER BY prefix")).toEqual([
      { prefix: "T", last: 5 },
      { prefix: "WS", last: 2 },
    ]);
    expect(all(db, "SELECT id, status FROM projects ORDER BY id")).toEqual([
      { id: "proj_1", status: "active" },
      { id: "proj_2", status: "active" },
    ]);
    expect(report?.notes).toEqual(
      expect.arrayContaining([
        "Task task_2 had the identifier WS-1 of another task; it is now WS-2.",
        'Task task_4 was in the unknown state "someday"; it is now in backlog.',
      ]),
    );
  });

  test("fires nothing that was due in the past, and keeps its senders", async () => {
    const place = oldHome();
    await place.run();
    const { db } = place.open();
    expect(
      all(db, "SELECT label, cron, run_at, agent_id, enabled, last_due_at FROM schedules ORDER BY label"),
    ).toEqual([
      { label: "broken", cron: "every day", run_at: null, agent_id: "coder", enabled: 0, last_due_at: NOW },
      { label: "daily", cron: "0 9 * * *", run_at: null, agent_id: "coder", enabled: 1, last_due_at: NOW },
      { label: "off", cron: "0 9 * * *", run_at: null, agent_id: "coder", enabled: 0, last_due_at: NOW },
      {
        label: "once",
        cron: null,
        run_at: OLD_TIME + 60_000,
        agent_id: "coder",
        enabled: 0,
        last_due_at: NOW,
      },
    ]);
    expect(all(db, "SELECT sender, state, role, code FROM pairings ORDER BY id")).toEqual([
      { sender: "Ann", state: "approved", role: "owner", code: null },
      { sender: "Eve", state: "pending", role: "member", code: "ABCD2345" },
    ]);
    expect(
      all(db, "SELECT channel, sender_id, target FROM sender_defaults WHERE channel = 'discord'"),
    ).toEqual([
      { channel: "discord", sender_id: "4711", target: "coder" },
      { channel: "discord", sender_id: "4712", target: "dev" },
    ]);
  });

  test("is complete in its backup, and its settings keep every key", async () => {
    const place = oldHome();
    const before = readFileSync(place.paths.settings, "utf8");
    const report = await place.run();
    const backup = report?.backup ?? "";
    expect(readdirSync(backup).sort()).toEqual([
      "import-report.json",
      "pairing.json",
      "schedules.json",
      "settings.json",
      "tasks.db",
      "tinyagi.db",
    ]);
    expect(statSync(backup).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(backup, "settings.json"), "utf8")).toBe(before);
    const old = openSqlite(join(backup, "tinyagi.db"), { readonly: true });
    expect(old.prepare("SELECT count(*) FROM messages").pluck().get()).toBe(8);
    old.close();
    expect(readdirSync(place.home)).not.toContain("schedules.json");
    const settings = JSON.parse(readFileSync(place.paths.settings, "utf8"));
    expect(settings).toMatchObject({
      somebody_elses_key: { kept: true },
      models: { anthropic: { api_key: "sk-canary-key" } },
      agents: { coder: { working_directory: join(place.workspace, "Coder") } },
      monitoring: { heartbeat_interval: 0 },
    });
  });

  test("is imported once", async () => {
    const place = oldHome();
    await place.run();
    expect(await place.run()).toBeNull();
    buildOldHome({ home: join(place.root, "other"), workspace: place.workspace });
    await expect(place.run({ from: join(place.root, "other") })).rejects.toMatchObject({
      code: "IMPORT_REFUSED",
    });
  });

  test("is read with the data that only its WAL contains, and refused while its daemon runs", async () => {
    const place = createImportFixture();
    const db = openOldHome({ home: place.home, workspace: place.workspace });
    await expect(place.run()).rejects.toThrow("most likely a TinyAGI 0.0.20 that still runs");
    expect(readdirSync(place.home)).toContain("schedules.json");
    expect(db.prepare("SELECT id FROM messages").all()).toHaveLength(8);
    db.close();
    expect((await place.run())?.counts["waiting messages"]).toBe(6);
  });

  test("is only read in a dry run", async () => {
    const place = oldHome();
    const names = readdirSync(place.home).sort();
    const report = await place.run({ dryRun: true });
    expect(report?.counts.tasks).toBe(4);
    expect(readdirSync(place.home).sort()).toEqual(names);
  });
});

describe("from another folder", () => {
  test("an old home stays unchanged, and its files are copied", async () => {
    const place = createImportFixture();
    const from = join(place.root, ".tinyclaw");
    buildOldHome({ home: from, workspace: place.workspace, database: "tinyclaw.db" });
    mkdirSync(join(from, "files"));
    writeFileSync(join(from, "files", "telegram_1_photo.jpg"), "photo");
    mkdirSync(place.home, { recursive: true });
    mkdirSync(place.paths.backups);
    const names = readdirSync(from).sort();
    const report = await place.run({ from });
    expect(report).toMatchObject({ source: from, backup: null });
    // SQLite's own index of the WAL may appear; it contains no data.
    expect(
      readdirSync(from)
        .sort()
        .filter((name) => !name.endsWith("-shm")),
    ).toEqual(names);
    expect(readFileSync(join(place.paths.files, "telegram_1_photo.jpg"), "utf8")).toBe("photo");
    expect(JSON.parse(readFileSync(place.paths.settings, "utf8")).agents.coder.name).toBe("Coder");
    expect(place.open().db.prepare("SELECT count(*) FROM messages").pluck().get()).toBe(8);
  });
});

describe("an old home that cannot be imported", () => {
  test.each([
    ["schedules.json", "[{", "not valid JSON"],
    ["schedules.json", "{}", "does not contain a list"],
    ["pairing.json", '{"pending": 1}', "must be lists"],
    ["settings.json", '{"agents": {', "line 1, column"],
    ["tinyagi.db", "this is no database at all, and it never was one", "not a readable database"],
  ])("is not changed when %s contains %s", async (name, content, reason) => {
    const place = oldHome();
    writeFileSync(join(place.home, name), content);
    const names = readdirSync(place.home).sort();
    await expect(place.run()).rejects.toThrow(reason);
    expect(readdirSync(place.home).sort()).toEqual(names);
    expect(readFileSync(join(place.home, name), "utf8")).toBe(content);
  });

  test("is not changed when its settings are missing and their backup exists", async () => {
    const place = oldHome();
    writeFileSync(place.paths.settingsBackup, readFileSync(place.paths.settings));
    rmSync(place.paths.settings);
    await expect(place.run()).rejects.toThrow("settings.json is missing, but its backup");
  });
});
