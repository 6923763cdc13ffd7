/** The byte-level limits of a JSON body. */
import { describe, expect, it } from "vitest";
import { parseJsonBody } from "./json-body.js";

const parse = (text: string, maxDepth = 64): unknown =>
  parseJsonBody(Buffer.from(text), { maxDepth, maxValues: 100 });
const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("parseJsonBody", () => {
  it("accepts any JSON value, and returns undefined for an empty body", () => {
    expect(parse('{"a":[1,true,null,"ü"]}')).toEqual({ a: [1, true, null, "ü"] });
    expect(parse("null")).toBeNull();
    expect(parse("")).toBeUndefined();
    expect(parse("\uFEFF{}")).toEqual({});
  });

  it("accepts the greatest depth and refuses one more", () => {
    expect(() => parse(nested(64))).not.toThrow();
    expect(() => parse(nested(65))).toThrow(/deeper than 64/);
    expect(() => parse(`{"a":${'{"a":'.repeat(64)}1${"}".repeat(65)}`)).toThrow(/deeper/);
  });

  it("refuses a megabyte of opening brackets quickly", () => {
    expect(() => parse("[".repeat(1_000_000))).toThrow(/deeper/);
  });

  it("accepts the largest number of values and refuses one more, in lists and objects", () => {
    const list = (count: number) => JSON.stringify(Array(count).fill(1));
    const keys = (count: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, ",,,"])));
    const pairs = (count: number) => JSON.stringify(Array(count).fill([1]));
    for (const accepted of [list(99), keys(99), pairs(49)]) expect(() => parse(accepted)).not.toThrow();
    for (const refused of [list(100), keys(100), pairs(50)])
      expect(() => parse(refused)).toThrow(expect.objectContaining({ code: "PAYLOAD_TOO_LARGE" }));
  });

  it("ignores brackets inside strings, also after escapes", () => {
    const text = JSON.stringify({ a: `${"[".repeat(500)}\\"{{{{\\\\`, b: '"[[[[' });
    expect(parse(text, 1)).toEqual(JSON.parse(text));
    expect(() => parse(`"${"[".repeat(500)}`, 1)).toThrow(/not valid JSON/);
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"a":[{"__proto__":1}]}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"\\u005f_proto__":1}',
    '{"a":{"b":{"c\\u006fnstructor":null}}}',
  ])("refuses the prototype key in %s", (text) => {
    expect(() => parse(text)).toThrow(/never accepted/);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it("accepts such words as values", () => {
    const value = { message: "@constructor and __proto__", list: ["constructor"], escaped: "\u0001" };
    expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it.each(["{", "{'a':1}", "undefined", "{}{}", "NaN", '{"a":1,}', "canary"])(
    "refuses %j and does not quote it",
    (text) => {
      expect(() => parse(text)).toThrow("The body is not valid JSON.");
    },
  );

  it("refuses bytes that are not UTF-8", () => {
    expect(() =>
      parseJsonBody(Buffer.from([0x22, 0xff, 0xfe, 0x22]), { maxDepth: 64, maxValues: 100 }),
    ).toThrow("The body is not UTF-8.");
  });
});
