/** Trees of plain JSON values: copies, differences, patches. @requirement CONFIG-1 */

import { JSON_DEPTH_MAX } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyChanges,
  cloneJson,
  diffJson,
  emptyObject,
  freezeJson,
  type JsonObject,
  sameJson,
} from "./json-tree.js";

/** Objects whose keys include the names of every object's own methods. */
const key = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.constantFrom("constructor", "toString", "__proto__", "0"),
);
const tree: fc.Arbitrary<JsonObject> = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, 1, "", "x"),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("object"),
  ),
  object: fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map((entries) => {
    const object = emptyObject();
    for (const [name, value] of entries) object[name] = value;
    return object;
  }),
})).object;

describe("a copy", () => {
  test("is equal and shares nothing", () => {
    fc.assert(
      fc.property(tree, (value) => {
        const copy = cloneJson(value);
        expect(sameJson(copy, value)).toBe(true);
        for (const name of Object.keys(copy)) copy[name] = "changed";
        expect(Object.values(value)).not.toContain("changed");
      }),
    );
  });

  test("has no prototype at any depth, so that ids never find inherited names", () => {
    const copy = cloneJson({ agents: { list: [{ a: 1 }] } }) as JsonObject;
    expect((copy as { constructor?: unknown }).constructor).toBeUndefined();
    expect(Object.getPrototypeOf((copy.agents as { list: object[] }).list[0])).toBeNull();
  });

  test("leaves out properties that are undefined", () => {
    expect(Object.keys(cloneJson({ a: undefined, b: null }))).toEqual(["b"]);
  });

  test("of a cycle, or of anything too deep, is refused", () => {
    const cycle: JsonObject = {};
    cycle.self = cycle;
    expect(() => cloneJson(cycle)).toThrow(RangeError);
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect(() => cloneJson(nested(JSON_DEPTH_MAX))).not.toThrow();
    expect(() => cloneJson(nested(JSON_DEPTH_MAX + 1))).toThrow(RangeError);
  });
});

describe("a difference", () => {
  test("is empty exactly for equal values", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        expect(diffJson(before, before)).toEqual([]);
        expect(diffJson(before, after).length === 0).toBe(sameJson(before, after));
      }),
    );
  });

  test("applied to the old value gives the new one", () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const target = cloneJson(before);
        applyChanges(target, diffJson(before, after));
        expect(sameJson(target, after)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test("names paths, and treats a list as one value", () => {
    const before = { a: { b: 1, c: [1, 2] }, gone: true };
    expect(diffJson(before, { a: { b: 2, c: [1] }, added: null })).toEqual([
      { path: ["gone"] },
      { path: ["a", "b"], value: 2 },
      { path: ["a", "c"], value: [1] },
      { path: ["added"], value: null },
    ]);
  });

  test("does not depend on the order of keys", () => {
    expect(diffJson({ a: 1, b: [{ c: 1, d: 2 }] }, { b: [{ d: 2, c: 1 }], a: 1 })).toEqual([]);
  });

  test("distinguishes a list from an object with the same keys", () => {
    expect(sameJson(["x"], { 0: "x" })).toBe(false);
    expect(diffJson({ a: ["x"] }, { a: { 0: "x" } })).toHaveLength(1);
  });
});

describe("changes", () => {
  test("create the objects on their path, and replace anything else there", () => {
    const target: JsonObject = { a: "text" };
    applyChanges(target, [{ path: ["a", "b", "c"], value: 1 }]);
    expect(sameJson(target, { a: { b: { c: 1 } } })).toBe(true);
  });

  test("never reach a prototype", () => {
    const target = emptyObject();
    applyChanges(target, [{ path: ["__proto__", "polluted"], value: true }]);
    applyChanges(target, [{ path: ["constructor", "prototype", "polluted"], value: true }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("copy their value, so that changing it later has no effect", () => {
    const value = { b: 1 };
    const target = emptyObject();
    applyChanges(target, [{ path: ["a"], value }]);
    value.b = 2;
    expect(target.a).toMatchObject({ b: 1 });
  });

  test("of the whole tree, or of a missing value, do nothing", () => {
    const target: JsonObject = { a: 1 };
    applyChanges(target, [{ path: [], value: 5 }, { path: ["b", "c"] }]);
    expect(target.a).toBe(1);
  });
});

test("a frozen tree cannot be changed at any depth", () => {
  const frozen = freezeJson({ a: { b: [1] } });
  expect(() => {
    frozen.a.b.push(2);
  }).toThrow(TypeError);
  expect(() => {
    (frozen.a as { c?: number }).c = 1;
  }).toThrow(TypeError);
});
