import { expect, it } from "vitest";
import { readRaw } from "./raw-text";

it("reads a text with comments, and says nothing about one that is right", () => {
  expect(readRaw('{\n  // ours\n  "a": { "b": [1] },\n}', {})).toEqual({
    value: { a: { b: [1] } },
    problems: [],
  });
});

it("names the line of what is not JSON", () => {
  const { value, problems } = readRaw('{\n  "a": 1\n  "b": 2\n}', {});
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ line: 3, message: "This is not valid JSON: comma expected." }]);
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
