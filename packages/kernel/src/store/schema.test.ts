import { is } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "./fixture.js";
import * as schema from "./schema.js";

/** The tables that the migrations must create: a forgotten `pnpm migration` fails here. */
const exported: unknown[] = Object.values(schema);
const TABLES = exported.filter((value): value is SQLiteTable => is(value, SQLiteTable));

interface Column {
  name: string;
  type: string;
  notnull: number;
  pk: number;
}

describe("schema.ts and the migrations", () => {
  test("have the same tables", async () => {
    await using store = createMemoryStore();
    const made = store.db
      .prepare(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%' AND name NOT LIKE 'recall_index%' ORDER BY name",
      )
      .pluck()
      .all();
    expect(made).toEqual(TABLES.map((table) => getTableConfig(table).name).sort());
  });

  test.each(TABLES.map((table) => getTableConfig(table)))(
    "have the same columns in $name",
    async (config) => {
      await using store = createMemoryStore();
      const made = store.db.pragma(`table_info(${config.name})`) as Column[];
      const key = new Set(config.primaryKeys.flatMap((entry) => entry.columns.map((column) => column.name)));
      expect(
        made.map((column) => [column.name, column.type.toLowerCase(), column.notnull === 1, column.pk > 0]),
      ).toEqual(
        config.columns.map((column) => [
          column.name,
          column.getSQLType().toLowerCase(),
          column.notNull,
          column.primary || key.has(column.name),
        ]),
      );
    },
  );

  test.each(TABLES.map((table) => getTableConfig(table)))(
    "have the same indexes and checks in $name",
    async (config) => {
      await using store = createMemoryStore();
      const { db } = store;
      const made = db.pragma(`index_list(${config.name})`) as {
        name: string;
        unique: number;
        partial: number;
      }[];
      const own = made.filter((index) => !index.name.startsWith("sqlite_autoindex"));
      const wanted = config.indexes.map(({ config: index }) => ({
        name: index.name,
        unique: Number(index.unique),
        partial: Number(index.where !== undefined),
        columns: index.columns.map((column) => ("name" in column ? column.name : "")),
      }));
      const found = own.map(({ name, unique, partial }) => ({
        name,
        unique,
        partial,
        columns: (db.pragma(`index_info(${name})`) as { name: string }[]).map((column) => column.name),
      }));
      const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
      expect(found.sort(byName)).toEqual(wanted.sort(byName));
      const sql = String(db.prepare("SELECT sql FROM sqlite_master WHERE name = ?").pluck().get(config.name));
      for (const check of config.checks) expect(sql).toContain(check.name);
    },
  );

  test("the checks refuse rows that bypass the queue", async () => {
    await using store = createMemoryStore();
    const { db } = store;
    const insert = (status: string, runId: string | null) =>
      db
        .prepare(
          "INSERT INTO messages (message_id,conversation_id,lane,agent_id,kind,text,status,run_id,created_at,updated_at) VALUES ('m','c','l','a','user','t',?,?,0,0)",
        )
        .run(status, runId);
    db.pragma("foreign_keys = OFF");
    expect(() => insert("sleeping", null)).toThrow("messages_status_check");
    expect(() => insert("processing", null)).toThrow("messages_claim_check");
    expect(() => insert("pending", "run_1")).toThrow("messages_claim_check");
    insert("processing", "run_1");
    expect(() => insert("processing", "run_2")).toThrow("UNIQUE");
    db.pragma("foreign_keys = ON");
    expect(() => insert("pending", null)).toThrow("FOREIGN KEY");
  });
});
