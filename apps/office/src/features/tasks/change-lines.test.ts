import { expect, test } from "vitest";
import { changeLines, LINES_MAX } from "./change-lines";

test("each line has its number before and after the change", () => {
  const { lines, isCut } = changeLines(
    "@@ -3,3 +4,3 @@ f()\n same\n-gone\n+new\n+more\n\\ No newline at end of file",
  );
  expect(isCut).toBe(false);
  expect(lines.map(({ kind, old, new: now }) => [kind, old, now])).toEqual([
    ["head", undefined, undefined],
    ["same", 3, 4],
    ["del", 4, undefined],
    ["add", undefined, 5],
    ["add", undefined, 6],
    ["head", undefined, undefined],
  ]);
});

test("a later hunk counts from its own start, and content that looks like a header does not", () => {
  const { lines } = changeLines("@@ -1 +1 @@\n-@@ -9 +9 @@\n+--- a\n@@ -40,2 +40,2 @@\n x\n y");
  expect(lines.map(({ kind, old, new: now }) => [kind, old, now])).toEqual([
    ["head", undefined, undefined],
    ["del", 1, undefined],
    ["add", undefined, 1],
    ["head", undefined, undefined],
    ["same", 40, 40],
    ["same", 41, 41],
  ]);
});

test("a long diff is cut", () => {
  const { lines, isCut } = changeLines(`@@ -0,0 +1,9999 @@\n${"+x\n".repeat(9_999)}`);
  expect([lines.length, isCut]).toEqual([LINES_MAX, true]);
});
