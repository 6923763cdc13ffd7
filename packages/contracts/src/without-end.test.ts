import { expect, it } from "vitest";
import { withoutEnd } from "./without-end.js";

it.each([
  ["http://a//", "/", "http://a"],
  ["a. .", ". ", "a"],
  ["...", ".", ""],
  ["", ".", ""],
  [".a", ".", ".a"],
])("of %j, %j is taken off the end", (text, characters, left) => {
  expect(withoutEnd(text, characters)).toBe(left);
});
