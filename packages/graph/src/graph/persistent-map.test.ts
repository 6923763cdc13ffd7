import fc from "fast-check";
import { expect, test } from "vitest";
import { PersistentMap } from "./persistent-map.js";

test("a persistent map behaves like a Map and leaves every older version as it was", () => {
  const ops = fc.array(fc.tuple(fc.string({ maxLength: 3 }), fc.nat()), { maxLength: 200 });
  fc.assert(
    fc.property(ops, (entries) => {
      let map = PersistentMap.empty<number>();
      const model = new Map<string, number>();
      const versions: [PersistentMap<number>, [string, number][]][] = [];
      for (const [key, value] of entries) {
        map = map.with([[key, value]]);
        model.set(key, value);
        versions.push([map, [...model]]);
      }
      for (const [version, expected] of versions) {
        expect([...version]).toEqual(expected);
        expect(version.size).toBe(expected.length);
      }
      for (const [key, value] of model) expect(map.get(key)).toBe(value);
      expect(map.has("not there")).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test("keys with equal hashes are told apart", () => {
  // Found by search: all three have the same 32-bit hash lanes for the trie at some level; many keys force buckets too.
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}`);
  const map = PersistentMap.empty<string>().with(keys.map((key) => [key, key] as const));
  expect(map.size).toBe(keys.length);
  expect(keys.every((key) => map.get(key) === key)).toBe(true);
  expect([...map.keys()]).toEqual(keys);
});

test("two updates of one version do not see each other", () => {
  const base = PersistentMap.empty<number>().with([["a", 1]]);
  const left = base.with([["b", 2]]);
  const right = base.with([["b", 3]]);
  expect([left.get("b"), right.get("b"), base.get("b")]).toEqual([2, 3, undefined]);
});
