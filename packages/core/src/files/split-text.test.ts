import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText } from "./split-text.js";

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const prose = fc
  .array(
    fc.oneof(
      fc.constantFrom(" ", "\n", "\n\n", "  ", "\t", "word", "😀", "e\u0301"),
      fc.string({ unit: "grapheme" }),
    ),
    {
      maxLength: 60,
    },
  )
  .map((parts) => parts.join(""));

describe("splitting a long text", () => {
  it("loses only white space, exceeds no limit and splits no character", () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const pieces = splitText(text, limit);
        expect(pieces.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit);
          expect(piece.trim()).not.toBe("");
          expect(piece).not.toMatch(LONE_SURROGATE);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ["short", 10, ["short"]],
    ["", 10, []],
    [" \n ", 10, []],
    ["one two\n\nthree four\nfive", 16, ["one two", "three four\nfive"]],
    ["one two\nthree four five", 16, ["one two", "three four five"]],
    ["one two three four", 9, ["one two", "three", "four"]],
    ["exactly10c next", 10, ["exactly10c", "next"]],
    ["abcdefghij", 4, ["abcd", "efgh", "ij"]],
    ["😀😀😀", 3, ["😀", "😀", "😀"]],
    ["a\n\n\n\nb", 3, ["a", "b"]],
    ["first line\n    indented code", 18, ["first line", "    indented code"]],
  ])("cuts %j at %i where a reader would", (text, limit, pieces) => {
    expect(splitText(text, limit)).toEqual(pieces);
  });

  it("does not leave a piece of only a few words", () => {
    const text = `Hi\n\n${"x".repeat(50)} ${"y".repeat(60)}`;
    expect(splitText(text, 100)).toEqual([`Hi\n\n${"x".repeat(50)}`, "y".repeat(60)]);
  });

  it.each([1, 0, -1, 2.5, Number.NaN])("refuses the limit %d", (limit) => {
    expect(() => splitText("text", limit)).toThrow(RangeError);
  });

  it("takes linear time", () => {
    const text = `${"\n \n".repeat(20_000)}${" ".repeat(50_000)}${"w ".repeat(200_000)}`;
    const start = performance.now();
    splitText(text, 4_000);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
