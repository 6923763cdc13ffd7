import { closeSync, openSync, readdirSync, readFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createVirtualClock, openSqlite } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import { deepCheckDatabase } from "./deep-check.js";
import { conversationRow, createTempFolder } from "./fixture.js";
import { JSON_COLUMNS } from "./statement/deep-check-statements.js";
import { openStore } from "./store.js";

async function filled(path: string): Promise<void> {
  await using store = openStore({ path, clock: createVirtualClock() });
  store.writeNow(() => {
    for (let index = 0; index < 50; index += 1)
      store.conversations.insert(conversationRow(`c${index}`, { text: "some text ".repeat(20) }));
  });
}

/** Changes one byte of the file where this text begins. */
function change(path: string, text: string, to: string): void {
  const at = readFileSync(path).indexOf(text);
  expect(at).toBeGreaterThan(0);
  const file = openSync(path, "r+");
  writeSync(file, to, at);
  closeSync(file);
}

function edit(path: string, sql: string): void {
  const db = openSqlite(path);
  // As another program, or a damaged disk, would.
  db.unsafeMode(true);
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.close();
}

describe("the deep check", () => {
  test("finds nothing in a sound database, and leaves nothing behind", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await filled(path);
    const before = readFileSync(path);
    expect(await deepCheckDatabase(path)).toEqual([]);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("tinyagi-check-"))).toEqual([]);
  });

  test.each([
    [
      "JSON that became unreadable",
      "UPDATE conversations SET limits = '{x' WHERE id = 'c7'",
      { check: "json", table: "conversations", column: "limits", rows: 1 },
    ],
    [
      "a row that points nowhere",
      "INSERT INTO comments (id, task_id, author, author_type, content, created_at) VALUES ('k', 'nothing', 'a', 'user', 'x', 1)",
      { check: "references", table: "comments", rows: 1 },
    ],
    [
      "a search index that lost a text",
      "DELETE FROM search_index_content",
      expect.objectContaining({ check: expect.stringMatching(/search|pages/) }),
    ],
  ])("finds %s", async (_what, sql, problem) => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await filled(path);
    edit(
      path,
      "INSERT INTO search_index (title, body, kind, ref, agent, time) VALUES ('t', 'words here', 'chat', '1', 'a', 1)",
    );
    edit(path, sql);
    expect(await deepCheckDatabase(path)).toContainEqual(problem);
  });

  test("finds an index that does not fit its table", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await filled(path);
    // The first copy of an id that is found is the one in a table or in an index: they differ afterwards.
    change(path, "c49", "C");
    expect(await deepCheckDatabase(path)).toEqual(
      expect.arrayContaining([expect.objectContaining({ check: "pages" })]),
    );
  });

  test("looks at columns that exist", async () => {
    using folder = createTempFolder();
    const path = join(folder.path, "tinyagi.db");
    await filled(path);
    const db = openSqlite(path, { readonly: true });
    for (const [table, columns] of Object.entries(JSON_COLUMNS)) {
      const names = (db.pragma(`table_info("${table}")`) as { name: string }[]).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([...columns]));
    }
    db.close();
  });
});
