import { expect, test } from "vitest";
import { nestsTooDeep } from "./json-depth.js";

const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

test.each([
  ["lists", nested(200), false],
  ["lists", nested(201), true],
  ["objects", nested(150, '{"a":', "}").replace('"a":}', '"a":1}'), false],
  ["lists and objects", nested(101, '[{"a":', "}]"), true],
  ["many beside each other", `[${"[],".repeat(5_000)}[]]`, false],
  ["brackets in a text", JSON.stringify({ text: nested(5_000) }), false],
  ["brackets behind an escaped quote", JSON.stringify({ text: `"\\"${"[".repeat(5_000)}` }), false],
  ["brackets behind a text that ends with a backslash", `["\\\\",${nested(200)}]`, true],
])("%s: %#", (_name, text, expected) => {
  expect(nestsTooDeep(text)).toBe(expected);
});
