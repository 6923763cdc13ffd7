/** @requirement UPGRADE-1 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoted } from "./context.js";
import { countOf, isRecord, textOrNull, timeOf, toObjectText, toText, toTextList } from "./legacy-value.js";

/** Anything that a column or a JSON file of 0.0.20 may contain. */
const anything = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true }),
  fc.constantFrom(undefined, null, "", " ", "0", "-1", "1e400", Number.NaN, Number.POSITIVE_INFINITY, -0),
  fc.uint8Array().map((bytes) => Buffer.from(bytes)),
);

describe("a time of an old row", () => {
  test.each<[unknown, number]>([
    [1_770_000_000_000, 1_770_000_000_000],
    [1_770_000_000_000.9, 1_770_000_000_000],
    ["1770000000000", 1_770_000_000_000],
    [1_770_000_000_000n, 1_770_000_000_000],
    ["2026-02-02T02:40:00Z", 1_770_000_000_000],
    ["2026-02-02T03:40:00+01:00", 1_770_000_000_000],
    [8_640_000_000_000_000, 8_640_000_000_000_000],
    // No date can be made from these. A view that tried would fail for its whole list.
    [8_640_000_000_000_001, -7],
    [Number.MAX_SAFE_INTEGER, -7],
    ["9007199254740991", -7],
    ["+999999-01-01T00:00:00Z", -7],
    [0, -7],
    [-1, -7],
    ["yesterday", -7],
    ["", -7],
    [null, -7],
    [undefined, -7],
    [Number.NaN, -7],
    [{}, -7],
    [[5], -7],
  ])("%s reads as %i", (value, time) => {
    expect(timeOf(value, -7)).toBe(time);
  });

  test("is the default for an object that cannot be converted", () => {
    expect(timeOf({ toString: 0 }, -7)).toBe(-7);
    expect(countOf({ toString: 0 })).toBe(0);
  });

  test("is always one that a date can represent, or the default", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const time = timeOf(value, 1);
        expect(Number.isSafeInteger(time)).toBe(true);
        expect(() => new Date(time).toISOString()).not.toThrow();
      }),
    );
  });
});

test("a count is a non-negative whole number for any row", () => {
  fc.assert(
    fc.property(anything, (value) => {
      const count = countOf(value);
      expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    }),
  );
  expect([7, "7", 7n, 1.5, -1, "x", null, undefined].map(countOf)).toEqual([7, 7, 7, 0, 0, 0, 0, 0]);
});

describe("a text of an old row", () => {
  test("is a string or a number unchanged, and the default for anything else", () => {
    expect([1, 2n, "a", "", null, undefined, {}, true].map((value) => toText(value, "-"))).toEqual([
      ...["1", "2", "a", "", "-", "-", "-", "-"],
    ]);
    expect(["a", "", null, {}].map(textOrNull)).toEqual(["a", null, null, null]);
  });

  test("is cut when a sentence quotes it, without characters that could end the line", () => {
    expect(quoted("a\nb")).toBe('"a\\nb"');
    expect(quoted("x".repeat(80))).toBe(`"${"x".repeat(80)}"`);
    expect(quoted("x".repeat(81))).toBe(`"${"x".repeat(80)}…"`);
  });
});

describe("JSON in a column", () => {
  test.each<[unknown, string, string | null]>([
    ['["a",1,null,"b"]', '["a","b"]', null],
    [["a", {}], '["a"]', null],
    ['{"a":1}', "[]", '{"a":1}'],
    [{ a: 1 }, "[]", '{"a":1}'],
    ["[", "[]", null],
    ["", "[]", null],
    ["null", "[]", null],
    [null, "[]", null],
    [undefined, "[]", null],
    [7, "[]", null],
  ])("%s gives the list %s and the object %s", (value, list, object) => {
    expect(toTextList(value)).toBe(list);
    expect(toObjectText(value)).toBe(object);
  });

  test("is valid JSON of the right kind for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const list: unknown = JSON.parse(toTextList(text));
        expect(Array.isArray(list) && list.every((item) => typeof item === "string")).toBe(true);
        const object = toObjectText(text);
        if (object !== null) expect(isRecord(JSON.parse(object))).toBe(true);
      }),
    );
  });
});
