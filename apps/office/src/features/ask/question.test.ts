import { expect, test } from "vitest";
import { isMarked, toQuestion } from "./question";

const TITLE = "Ask TinyAGI";

test.each(["how do I connect telegram", "telegram?", "如何连接电报", "为什么在等待？", "coder 为什么在等待"])(
  "%s is a question",
  (typed) => {
    expect(toQuestion(` ${typed} `, TITLE)).toBe(typed);
  },
);

test.each(["", " ", "telegram", "看板", "ask tiny", "ASK TINYAGI"])("“%s” finds something", (typed) => {
  expect(toQuestion(typed, TITLE)).toBe("");
});

test("a question mark of either script leaves no doubt", () => {
  expect(["why? ", "为什么？", "why", "? no"].map(isMarked)).toEqual([true, true, false, false]);
});
