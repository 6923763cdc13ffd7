import { expect, test } from "vitest";
import { withoutTags } from "./live-text.js";

test("a tag reads as in a finished answer, also while it is being written", () => {
  expect(withoutTags("I plan. [@writer: draft [it] now] Then I read.")).toBe(
    "I plan. → @writer: draft [it] now Then I read.",
  );
  expect(withoutTags("I plan. [@writer, coder: draft")).toBe("I plan. → @writer, @coder: draft");
  expect(withoutTags("I plan. [@wri")).toBe("I plan. ");
  expect(withoutTags("[#dev: two\nlines] end")).toBe("→ #dev: two\nlines end");
});

test("code, links and prose in brackets stay", () => {
  const text = "[a link](https://example.org) [@1: no]\n```\n[@writer: x]\n```\n- [x] done";
  expect(withoutTags(text)).toBe(text);
});
