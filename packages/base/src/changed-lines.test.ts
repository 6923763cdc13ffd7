import { expect, test } from "vitest";
import { changedLines, changedPassage } from "./changed-lines.js";

test.each([
  ["a changed line, with the lines around it", "a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c"],
  ["a new file", "", "x\ny\n", "@@ -0,0 +1,2 @@\n+x\n+y"],
  ["an emptied file", "x\n", "", "@@ -1,1 +0,0 @@\n-x"],
  ["a last line feed", "x", "x\n", "@@ -1,1 +1,1 @@\n-x\n\\ No newline at end of file\n+x"],
  ["nothing of equal texts", "same", "same", ""],
])("of two states of a file it shows %s", (_what, before, after, lines) => {
  expect(changedLines(before, after)).toBe(lines);
});

test.each([
  ["parts of lines", "let a", "let b", "-let a\n+let b"],
  [
    "every line, however far from the change",
    "1\n2\n3\n4\n5\n6",
    "1\n2\n3\n4\n5\n7",
    " 1\n 2\n 3\n 4\n 5\n-6\n+7",
  ],
  ["a removal", "x", "", "-x"],
  ["only a last line feed", "x", "x\n", "-x\n\\ No newline at end of file\n+x"],
  ["a replacement by the same text", "x", "x", "-x\n+x"],
])("of a passage it shows %s", (_what, before, after, lines) => {
  expect(changedPassage(before, after)).toBe(lines);
});

test("texts that differ everywhere are shown whole, in linear time", () => {
  const before = Array.from({ length: 40_000 }, (_, at) => `old ${at}\n`).join("");
  const after = Array.from({ length: 40_000 }, (_, at) => `new ${at}\n`).join("");
  for (const lines of [changedLines(before, after), changedPassage(before, after)].map((text) =>
    text.split("\n"),
  )) {
    expect(lines).toHaveLength(80_000);
    expect([lines[0], lines.at(-1)]).toEqual(["-old 0", "+new 39999"]);
  }
});
