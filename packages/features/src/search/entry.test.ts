import { describe, expect, test } from "vitest";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { toRange } from "../../../kernel/src/store/statement/search-ranges.js";
import { commentEntry, historyEntry, idOf, roomEntry, taskEntry, toRowid } from "./entry.js";

const SOURCES = ["history", "room", "task", "comment"] as const;
const comment = {
  id: "cmt_1",
  task_id: "task_1",
  author: "Ada",
  author_type: "user",
  content: "x",
  created_at: 3,
} as const;
const post = {
  id: 5,
  team_id: "dev",
  from_agent: "coder",
  message: "hello",
  created_at: 3,
  conversation_id: null,
};

describe("numbers of entries", () => {
  test("numbers and hashed ids stay within the range of their source", () => {
    for (const source of SOURCES) {
      const { above, below } = toRange(source);
      const numbers = [0, 1, 2 ** 48 - 1, "", "task_1", "x".repeat(10_000)].map((id) => toRowid(source, id));
      for (const number of numbers)
        expect(number > above && number < below && Number.isSafeInteger(number)).toBe(true);
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(
        SOURCES.filter((other) => toRange(other).above + 1 < below && toRange(other).below > above + 1),
      ).toEqual([source]);
    }
  });

  test("a number leads back to its row", () => {
    for (const id of [0, 1, 123_456_789]) expect(idOf("room", toRowid("room", id))).toBe(id);
  });
});

describe("what is kept of a text", () => {
  test("control characters become spaces, so that no text can forge a mark", () => {
    expect(commentEntry({ ...comment, content: "a\u0002b\u0003\n\tc\u007fd" }).body).toBe("a b c d");
    expect(taskEntry(taskRow("a", { title: "x\u0002y" })).title).toBe("T-a x y");
  });

  test("a long text is cut without half a character at the end", () => {
    const { body } = commentEntry({ ...comment, content: `${"x".repeat(65_535)}😀 and more` });
    expect([body.length, body.at(-1)]).toEqual([65_535, "x"]);
  });

  test("a task is indexed by its identifier, title and description, under its assignee", () => {
    const row = taskRow("task_1", { identifier: "WEB-1", title: "Build", description: "it", updated_at: 9 });
    expect(taskEntry(row)).toEqual({
      rowid: toRowid("task", "task_1"),
      title: "WEB-1 Build",
      body: "it",
      kind: "task",
      ref: "task_1",
      agent: "coder",
      time: 9,
    });
  });

  test("a comment has its agent, or no agent when a person wrote it", () => {
    expect(commentEntry(comment)).toMatchObject({ kind: "comment", ref: "task_1", agent: "" });
    expect(commentEntry({ ...comment, author_type: "agent", author: "coder" }).agent).toBe("coder");
  });

  test("a post is kept as people read it", () => {
    const entry = roomEntry(post, (text) => text.toUpperCase());
    expect(entry).toMatchObject({ kind: "room", ref: "dev", agent: "coder", body: "HELLO", time: 3 });
  });

  test("a message without a conversation leads nowhere", () => {
    const row = {
      ...post,
      agent_id: "coder",
      role: "user",
      channel: "api",
      sender: "x",
      message_id: "m",
      content: "c",
    } as const;
    const found = { kind: "message", conversationId: undefined, text: "hello" } as const;
    expect(historyEntry(row, found)).toMatchObject({ ref: "", agent: "coder", body: "hello" });
  });
});
