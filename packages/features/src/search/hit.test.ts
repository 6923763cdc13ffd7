import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore } from "../../../kernel/src/store/fixture.js";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import type { SearchRow } from "../../../kernel/src/store/statement/search-statements.js";
import { toHit, toSnippet } from "./hit.js";

const row = (changes: Partial<SearchRow>): SearchRow => ({
  rowid: 1,
  title: "T-old title",
  kind: "task",
  ref: "task_1",
  agent: "",
  time: 5,
  rank: -1,
  snippet: "a \u0002b\u0003",
  ...changes,
});

describe("a hit", () => {
  test("of a task shows its title of today and leads to its last dispatch", async () => {
    await using store = createMemoryStore();
    store.tasks.insert(taskRow("task_1", { identifier: "WEB-1", title: "now", conversation_id: "c1" }));
    expect(toHit(store, row({}))).toEqual({
      kind: "task",
      agent: null,
      time: 5,
      snippet: "a b",
      marks: [[2, 3]],
      title: "WEB-1 now",
      conversationId: "c1",
      taskId: "task_1",
      team: null,
    });
    expect(toHit(store, row({ kind: "comment" }))).toMatchObject({ title: "WEB-1 now", taskId: "task_1" });
  });

  test("of a task that was deleted meanwhile keeps the indexed title", async () => {
    await using store = createMemoryStore();
    expect(toHit(store, row({}))).toMatchObject({ title: "T-old title", conversationId: null });
  });

  test("of a message leads to its conversation, task and team, or nowhere when that is gone", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1", { task_id: "task_1", team_id: "dev" }));
    const message = row({ kind: "message", ref: "c1", agent: "coder" });
    expect(toHit(store, message)).toMatchObject({
      conversationId: "c1",
      taskId: "task_1",
      team: "dev",
      agent: "coder",
      title: "",
    });
    for (const ref of ["", "gone"])
      expect(toHit(store, row({ kind: "reply", ref }))).toMatchObject({
        conversationId: null,
        taskId: null,
        team: null,
      });
  });

  test("of a post names its team", async () => {
    await using store = createMemoryStore();
    expect(toHit(store, row({ kind: "room", ref: "dev" }))).toMatchObject({
      team: "dev",
      conversationId: null,
      title: "",
    });
  });
});

test("marks enclose exactly what was marked, in any mixture of marks and text", () => {
  const piece = fc.record({ text: fc.string({ unit: "grapheme", maxLength: 4 }), marked: fc.boolean() });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const clean = pieces.map(({ text, marked }) => ({
        text: text.replaceAll("\u0002", "").replaceAll("\u0003", ""),
        marked,
      }));
      const marked = clean.map(({ text, marked: is }) => (is ? `\u0002${text}\u0003` : text)).join("");
      const found = toSnippet(marked);
      expect(found.snippet).toBe(clean.map(({ text }) => text).join(""));
      expect(found.marks.map(([from, to]) => found.snippet.slice(from, to))).toEqual(
        clean.filter(({ marked: is }) => is).map(({ text }) => text),
      );
    }),
  );
});

test.each(["\u0003", "\u0002", "\u0002a\u0002b", "a\u0003b\u0003"])(
  "an unbalanced mark in %j marks nothing",
  (text) => {
    expect(toSnippet(text).marks).toEqual([]);
  },
);
