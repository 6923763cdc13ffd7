import { expect, it } from "vitest";
import { quoted, shellWord } from "./shell";

it("a quote inside a quoted word does not end it", () => {
  expect(quoted("it's")).toBe("'it'\\''s'");
});

it.each([
  ["owner/repo@skill", "owner/repo@skill"],
  ["two words", "'two words'"],
  ["", "''"],
  ["$(reboot)", "'$(reboot)'"],
])("%j becomes the word %s", (text, word) => {
  expect(shellWord(text)).toBe(word);
});
