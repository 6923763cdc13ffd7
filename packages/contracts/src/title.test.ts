import { expect, test } from "vitest";
import { TITLE_MAX, toTitle } from "./title.js";

test.each([
  ["Fix the login", "Fix the login"],
  ["# Fix **the** `login`\nIt is broken", "Fix the login"],
  ["\n\n- @coder is here", "@coder is here"],
  ["@coder @tester: fix it", "fix it"],
  ["@dev, please   look", "please look"],
  ["[file: /home/x/files/1_ab.pdf] (report.pdf)\nRead it", "report.pdf"],
  ["[file: /home/x/files/2_cd.png]", "2_cd.png"],
  ["Write it\n\n[task:task_abc]", "Write it"],
  ["[task:task_abc]", ""],
  ["@coder", "@coder"],
  ["修复登录", "修复登录"],
  ["\u001b[31mred\u202e text", "red text"],
  [" \n\t", ""],
])("the title of %j is %j", (text, title) => {
  expect(toTitle(text)).toBe(title);
});

test("a long first line is cut, never inside a character", () => {
  const title = toTitle("🙂".repeat(500));
  expect(Array.from(title)).toHaveLength(TITLE_MAX);
  expect(title.endsWith("…")).toBe(true);
});
