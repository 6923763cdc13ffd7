import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonSyntaxError, parseJsonSource } from "./json-source.js";

function toError(text: string): JsonSyntaxError {
  try {
    parseJsonSource(text);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text}`);
}

const isRefused = (parse: (text: string) => unknown, text: string): boolean => {
  try {
    parse(text);
    return false;
  } catch {
    return true;
  }
};

describe("the JSON reader", () => {
  it("reads every JSON document as JSON.parse does", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, "\t"), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(JSON.stringify(parseJsonSource(text).value)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it("refuses exactly what JSON.parse refuses, for a change of any character", () => {
    // No single change makes two keys the same, which JSON.parse would accept.
    const sample = '{"aa": [1, -2.5e+3, true, null], "bb": {"c": "x\\u00e9\\n"}}';
    fc.assert(
      fc.property(
        fc.nat(sample.length),
        fc.constantFrom(...'{}[]",:0123-+.eE\\u \ntrfalsn\u0000'),
        (at, unit) => {
          const text = sample.slice(0, at) + unit + sample.slice(at + 1);
          expect(isRefused(parseJsonSource, text)).toBe(isRefused(JSON.parse, text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("refuses every truncated document, so that a half-written file is never accepted", () => {
    const text = JSON.stringify(
      { agents: { coder: { name: "Coder", list: [1, true] } }, empty: {} },
      null,
      2,
    );
    for (let length = 0; length < text.length; length += 1) {
      expect(isRefused(parseJsonSource, text.slice(0, length)), `cut at ${length}`).toBe(true);
    }
  });

  it.each([
    ["", 1, 1, "the file is empty"],
    [" \n ", 2, 2, "the file is empty"],
    ['{\n  "a": 1,\n}', 3, 1, "no comma is allowed before '}'"],
    ['{"a" 1}', 1, 6, "expected ':' after the key"],
    ['{"a": 1 "b": 2}', 1, 9, "expected ',' or a closing bracket"],
    ['{"a": tru}', 1, 7, "unexpected text; texts and keys need double quotes"],
    ['{"a": 1} x', 1, 10, "unexpected text; texts and keys need double quotes"],
    ['{"a": 1,\n "a": 2}', 2, 2, "this key is given twice"],
    ["{'a': 1}", 1, 2, "unexpected text; texts and keys need double quotes"],
    ["{1: 1}", 1, 2, "expected a key in double quotes"],
    ['{"a": 1} 2', 1, 10, "unexpected text after the end"],
    ['{"a": 1, // why\n"b": 2}', 1, 10, "comments are not allowed"],
    ['{"a": [1}', 1, 9, "expected ',' or a closing bracket"],
    ['{"a": 1.}', 1, 7, "this number is not complete"],
    ['{"a": "b\n"}', 1, 7, "this text has no closing quote on its line"],
    ['{"a": "b', 1, 7, "this text has no closing quote on its line"],
    ['{"a": "\\q"}', 1, 7, "unknown escape in this text"],
    ['{"a": [1, 2', 1, 12, "the file ends too early"],
    ["[".repeat(100), 1, 65, "nested deeper than 64 levels"],
  ])("names line and column of the mistake in %j", (text, line, column, message) => {
    const error = toError(text);
    expect(error.position).toEqual({ line, column });
    expect(error.message).toBe(message);
  });

  it("never repeats the text in an error", () => {
    expect(toError('{"api_key": sk-secret-canary}').message).not.toContain("canary");
  });

  it("treats __proto__ and constructor as keys like any other", () => {
    const { value } = parseJsonSource('{"__proto__": {"x": 1}, "constructor": 2}');
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it("locates values, or the nearest enclosing value of a missing one", () => {
    const source = parseJsonSource('{\n  "a": {\n    "b": [10,\n 20]\n  }\n}');
    expect(source.locate([])).toEqual({ line: 1, column: 1 });
    expect(source.locate(["a", "b", 1])).toEqual({ line: 4, column: 2 });
    expect(source.locate(["a", "nothing", "here"])).toEqual({ line: 2, column: 8 });
  });

  it("accepts a byte order mark", () => {
    expect(parseJsonSource('\uFEFF{"a": 1}').value).toEqual({ a: 1 });
  });
});
