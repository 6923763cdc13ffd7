import { expect, test } from "vitest";
import { readCsv } from "./csv";

test.each([
  [
    "a,b\n1,2\n",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  [
    "a,b\r\n1,2",
    [
      ["a", "b"],
      ["1", "2"],
    ],
  ],
  ['"a, b","say ""hi"""\n', [["a, b", 'say "hi"']]],
  ['"two\nlines",x', [["two\nlines", "x"]]],
  ["a,,", [["a", "", ""]]],
  ["", []],
  ['"never ends', [["never ends"]]],
])("%j is read as rows", (text, rows) => {
  expect(readCsv(text, ",")).toEqual({ rows, cut: false });
});

test("tabs separate where they are asked for", () => {
  expect(readCsv("a\tb,c", "\t").rows).toEqual([["a", "b,c"]]);
});

test("a huge table is cut, and its work is linear", () => {
  expect(readCsv("x\n".repeat(1_000_000), ",")).toMatchObject({ cut: true });
  expect(readCsv("x\n".repeat(1_000_000), ",").rows).toHaveLength(200);
  expect(readCsv(",".repeat(1_000_000), ",").rows[0]?.length).toBeLessThanOrEqual(31);
  expect(readCsv('"'.repeat(1_000_000), ",").rows).toHaveLength(1);
});
