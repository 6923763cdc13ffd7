import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutSpans, joinPieces, type Span } from "./cut.js";

describe("a cut", () => {
  it.each([
    ["a XX b", "a b"],
    ["aXXb", "ab"],
    ["XX b", "b"],
    ["a\nXX\nb", "a\n\nb"],
    ["a\n\nXX\n\n\nb", "a\n\nb"],
    ["a\nXXb", "a\nb"],
    ["a\nXX    b", "a\n    b"],
    ["a XX XX XX b", "a b"],
    ["XX", ""],
    ["  a\n\n\n\nb  ", "a\n\n\n\nb"],
  ])("closes its gap in %j", (text, expected) => {
    const spans = [...text.matchAll(/XX/g)].map(({ index }) => ({ start: index, end: index + 2 }));
    expect(cutSpans(text, spans)).toBe(expected);
  });

  it("keeps every character outside the spans in order, except white space", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", " ", "\n", "\r\n", "[", "\t") });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(50), { maxLength: 8 }), (text, cuts) => {
        const offsets = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
        const spans: Span[] = [];
        for (let index = 0; index + 1 < offsets.length; index += 2) {
          spans.push({ start: offsets[index] ?? 0, end: offsets[index + 1] ?? 0 });
        }
        const outside =
          [...text].length === 0
            ? ""
            : spans.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
        expect(cutSpans(text, spans).replace(/\s/g, "")).toBe(outside.replace(/\s/g, ""));
      }),
    );
  });

  it("takes linear time for pieces of white space", () => {
    const started = process.cpuUsage();
    expect(joinPieces(["a", ...Array.from({ length: 100_000 }, () => " \n"), "b"])).toBe("a\n\nb");
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_000);
  });
});
