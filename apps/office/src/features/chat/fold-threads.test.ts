import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { Conversation } from "../../lib/queries";
import { foldThreads } from "./fold-threads";

let at = 100;
const one = (id: string, key: string | undefined, change: Partial<Conversation> = {}): Conversation => {
  at -= 1;
  const thread = key === undefined ? null : { key, with: "agent:coder", id: null };
  const rest = { status: "closed", unread: false, waiting: false, working: false } as const;
  return partial<Conversation>({ id, createdAt: at, thread, ...rest, ...change });
};

test("each thread has one row, that of its newest conversation", () => {
  const rows = [one("3", "a"), one("task", undefined), one("2", "b"), one("1", "a"), one("0", undefined)];
  expect(foldThreads(rows).map(({ id }) => id)).toEqual(["3", "task", "2", "0"]);
});

test("a thread is unread and at work if one of its conversations is", () => {
  const rows = [
    one("3", "a"),
    one("2", "a", { unread: true }),
    one("1", "a", { status: "open", working: true }),
  ];
  expect(foldThreads(rows)).toMatchObject([{ id: "3", unread: true, status: "open", working: true }]);
});

test("an old conversation that is still open does not stand for a newer one", () => {
  const [newer, older] = [one("2", "a"), one("1", "a", { status: "open" })];
  expect(foldThreads([older, newer])).toMatchObject([{ id: "2", status: "open" }]);
});

test("what the browser kept of an older release has a row for each conversation", () => {
  const rows = ["b", "a"].map((id) => partial<Conversation>({ id, createdAt: 1 }));
  expect(foldThreads(rows).map(({ id }) => id)).toEqual(["b", "a"]);
});
