import { expect, test } from "vitest";
import { isUnread, type ReadMarks, withMark } from "./read-marks";

const START: ReadMarks = { since: 100, seen: {} };

test("an answer is unread until its conversation was read, and older ones count as read", () => {
  expect([isUnread(START, "a", 0), isUnread(START, "a", 99), isUnread(START, "a", 101)]).toEqual([
    false,
    false,
    true,
  ]);
  const read = withMark(START, "a", 101);
  expect([isUnread(read, "a", 101), isUnread(read, "a", 102), isUnread(read, "b", 101)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(isUnread(START, "__proto__", 101)).toBe(true);
});

test("marks are bounded, and what the forgotten ones covered stays read", () => {
  let marks = START;
  for (let i = 1; i <= 510; i += 1) marks = withMark(marks, `c${i}`, 1_000 + i);
  expect(Object.keys(marks.seen)).toHaveLength(500);
  expect(marks.since).toBe(1_010);
  expect(isUnread(marks, "c5", 1_005)).toBe(false);
  expect(isUnread(marks, "new", 1_600)).toBe(true);
});
