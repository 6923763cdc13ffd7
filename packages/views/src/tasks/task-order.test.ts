import { describe, expect, test } from "vitest";
import { dueState, inOrder } from "./task-order.js";

const NOON = new Date(2026, 10, 25, 12).getTime();

describe("when a task is due", () => {
  test("by the reader's day", () => {
    const at = (dueOn: string | null) => dueState({ dueOn, status: "todo" }, NOON);
    expect([at("2026-11-24"), at("2026-11-25"), at("2026-11-26"), at(null)]).toEqual([
      "overdue",
      "today",
      "later",
      undefined,
    ]);
  });

  test("until the last moment of its day", () => {
    const task = { dueOn: "2026-11-25", status: "todo" } as const;
    expect(dueState(task, new Date(2026, 10, 25, 23, 59, 59).getTime())).toBe("today");
    expect(dueState(task, new Date(2026, 10, 26).getTime())).toBe("overdue");
  });

  test("what is done is not due", () => {
    expect(dueState({ dueOn: "2026-11-24", status: "done" }, NOON)).toBeUndefined();
  });
});

describe("the order of tasks", () => {
  const tasks = [
    { id: "a", priority: "none", dueOn: "2026-12-01", updatedAt: 5 },
    { id: "b", priority: "urgent", dueOn: null, updatedAt: 2 },
    { id: "c", priority: "urgent", dueOn: "2026-12-02", updatedAt: 9 },
    { id: "d", priority: "low", dueOn: null, updatedAt: 1 },
    { id: "e", priority: "low", dueOn: null, updatedAt: 1 },
  ] as const;
  const ids = (by: Parameters<typeof inOrder>[1]) =>
    inOrder(tasks, by)
      .map(({ id }) => id)
      .join("");

  test("as people put them", () => expect(ids("board")).toBe("abcde"));
  test("by priority, then by day", () => expect(ids("priority")).toBe("cbdea"));
  test("by day, then by priority; without a day last", () => expect(ids("due")).toBe("acbde"));
  test("the last change first", () => expect(ids("changed")).toBe("cabde"));
});
