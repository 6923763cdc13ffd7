/** Shortened text, and text from outside that is prepared for people. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutText } from "./cut-text.js";
import { readableMessage } from "./readable-message.js";

describe("a cut text", () => {
  test.each([
    ["abc", 5, "abc"],
    ["abc", 3, "abc"],
    ["abc", 2, "ab"],
    ["abc", 0, ""],
    ["a😀b", 2, "a"],
    ["a😀b", 3, "a😀"],
  ])("of %j at %i is %j", (text, max, cut) => {
    expect(cutText(text, max)).toBe(cut);
  });

  test("is a prefix of the text, as long as allowed, without half a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(20), (text, max) => {
        const cut = cutText(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut.length).toBeGreaterThanOrEqual(Math.min(text.length, max) - 1);
        expect(/[\ud800-\udbff]$/.test(cut)).toBe(false);
      }),
    );
  });
});

describe("a readable message", () => {
  test("contains no control sequences but keeps line breaks and tabs", () => {
    expect(readableMessage("\u001b[31mred\u001b[0m \u001b]0;title\u0007a\u0000\tb\nc\u009b", {})).toBe(
      "red a\tb\nc",
    );
  });

  test("ends at a title sequence without an end", () => {
    expect(readableMessage("before \u001b]52;c;AAAA", {})).toBe("before");
  });

  test("contains a secret's name instead of its value, at any position", () => {
    const env = { ANTHROPIC_API_KEY: "sk-123456", HOME: "/home/ana", MY_PASSWORD: "abc" };
    expect(readableMessage("sk-123456: no (sk-123456) in /home/ana, abc", env)).toBe(
      "[ANTHROPIC_API_KEY]: no ([ANTHROPIC_API_KEY]) in /home/ana, abc",
    );
  });

  test("recognises a secret with control characters inside", () => {
    expect(readableMessage("sk-12\u00003456", { A_TOKEN: "sk-123456" })).toBe("[A_TOKEN]");
  });

  test("is cut to 500 characters after secrets were replaced", () => {
    const message = readableMessage(`${"x".repeat(495)}sk-123456`, { A_KEY: "sk-123456" });
    expect(message).toBe(`${"x".repeat(495)}[A_KE…`);
  });

  test("of any input contains no control characters except line breaks and tabs", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be gone
        expect(readableMessage(text, {})).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
