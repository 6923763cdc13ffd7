import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cut, padStart, splitGraphemes, widthOf, wrap, wrapWords } from "./width.js";

const SAMPLES = [
  "abc",
  "日本語",
  "e\u0301",
  "👍🏽",
  "👨‍👩‍👧‍👦",
  "🇩🇪",
  "❤️",
  "⌚",
  "가",
  "ﾊﾝｶｸ",
  "กำ",
  "├ └ ▌ ‖ ∑",
  "",
];

describe("width", () => {
  it.each(SAMPLES)("of %s is what terminals use", (text) => {
    expect(widthOf(text)).toBe(stringWidth(text));
  });

  it("is never exceeded by a cut, and no character is cut apart", () => {
    const texts = fc.array(fc.constantFrom(...SAMPLES)).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 30 }), (text, columns) => {
        const short = cut(text, columns);
        expect(widthOf(short)).toBeLessThanOrEqual(columns);
        const kept = splitGraphemes(short.replace(/…$/, ""));
        expect(splitGraphemes(text).slice(0, kept.length)).toEqual(kept);
      }),
    );
  });

  it("loses nothing when text is wrapped", () => {
    expect(wrap("日本語abc", 4)).toEqual(["日本", "語ab", "c"]);
    expect(wrapWords("two words and averylongword", 8)).toEqual(["two", "words", "and", "averylon", "gword"]);
    expect(padStart("日", 4)).toBe("  日");
  });
});
