import fc from "fast-check";
import { expect, test } from "vitest";
import { hash32 } from "./hash.js";
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

test("an existing key keeps its place when its value changes", () => {
  const map = PersistentMap.empty<number>()
    .with([
      ["a", 1],
      ["b", 2],
    ])
    .with([["a", 3]]);
  expect([...map]).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  expect(map.size).toBe(2);
});

test("a key given twice in one update counts once and the last value holds", () => {
  const map = PersistentMap.empty<number>().with([
    ["a", 1],
    ["a", 2],
    ["b", 3],
  ]);
  expect(map.size).toBe(2);
  expect([...map.entries()]).toEqual([
    ["a", 2],
    ["b", 3],
  ]);
});

test("two keys whose 32-bit hashes are equal live side by side", () => {
  const [one, other] = collision();
  const map = PersistentMap.empty<number>().with([
    [one, 1],
    [other, 2],
  ]);
  expect([map.size, map.get(one), map.get(other)]).toEqual([2, 1, 2]);
  const changed = map.with([
    [one, 3],
    [other, 4],
  ]);
  expect([changed.size, changed.get(one), changed.get(other)]).toEqual([2, 3, 4]);
  expect([map.get(one), map.get(other)]).toEqual([1, 2]);
  expect(map.has(`${one}!`)).toBe(false);
});

test("an update of one key shares all other values with the version before", () => {
  const entries = Array.from({ length: 1_000 }, (_, i) => [`k${i}`, { i }] as const);
  const before = PersistentMap.empty<{ i: number }>().with(entries);
  const after = before.with([["k7", { i: -1 }]]);
  expect(entries.every(([key]) => key === "k7" || after.get(key) === before.get(key))).toBe(true);
  expect(before.get("k7")).toEqual({ i: 7 });
});

test("forEach, keys and values follow the order of insertion", () => {
  const map = PersistentMap.empty<number>()
    .with([["z", 1]])
    .with([["a", 2]]);
  const seen: unknown[] = [];
  map.forEach(function (this: unknown, value, key, whole) {
    seen.push([this, value, key, whole === map]);
  }, "self");
  expect(seen).toEqual([
    ["self", 1, "z", true],
    ["self", 2, "a", true],
  ]);
  expect([...map.keys()]).toEqual(["z", "a"]);
  expect([...map.values()]).toEqual([1, 2]);
});

test("an update without entries changes nothing", () => {
  const map = PersistentMap.empty<number>()
    .with([["a", 1]])
    .with([]);
  expect([...map]).toEqual([["a", 1]]);
});

/** Two different keys with one 32-bit hash, by the birthday paradox. */
function collision(): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; i < 2_000_000; i++) {
    const key = `x${i.toString(36)}y${(i * 7919).toString(36)}`;
    const known = seen.get(hash32(key));
    if (known !== undefined) return [known, key];
    seen.set(hash32(key), key);
  }
  throw new Error("no two keys with equal hashes were found");
}
