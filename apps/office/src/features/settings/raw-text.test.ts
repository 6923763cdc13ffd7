import { expect, it } from "vitest";
import { readRaw } from "./raw-text";

it("says nothing about a text that is right", () => {
  expect(readRaw('{\n  "a": { "b": [1] }\n}', {})).toEqual({ value: { a: { b: [1] } }, problems: [] });
});

it.each([
  ['{\n  // ours\n  "a": 1\n}', 2, "comments are not allowed"],
  ['{ /* ours */ "a": 1 }', 1, "comments are not allowed"],
  ['{\n  "a": 1,\n}', 3, "no comma is allowed before '}'"],
  ['{\n  "a": 1,\n  "a": 2\n}', 3, "this key is given twice"],
  ["", 1, "the file is empty"],
])("refuses what the daemon refuses in the file: %j", (text, line, why) => {
  const { value, problems } = readRaw(text, {});
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ line, message: `This is not valid JSON: ${why}.` }]);
});

it("names the line of what is not JSON", () => {
  const { value, problems } = readRaw('{\n  "a": 1\n  "b": 2\n}', {});
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([
    { line: 3, message: "This is not valid JSON: expected ',' or a closing bracket." },
  ]);
  expect(readRaw("[]", {}).problems).toMatchObject([{ line: 1, message: "Use an object." }]);
});

it("names the line of a wrong value, or of the nearest part around one that is missing", () => {
  const text = '{\n  "budgets": {\n    "day": {\n      "usd": "much"\n    }\n  }\n}';
  const { problems } = readRaw(text, { "budgets.day.usd": "use a number", "budgets.day.tokens": "missing" });
  expect(problems.map(({ line, path }) => [line, path])).toEqual([
    [3, "budgets.day.tokens"],
    [4, "budgets.day.usd"],
  ]);
});
