/** Who writes where. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { ClaimIndex } from "./claim-index.js";

const index = ClaimIndex.empty()
  .with("one", ["src/a"])
  .with("two", ["src"])
  .with("three", ["docs/x", "src/ab"]);

test.each([
  ["the same path", ["src/a"], ["two", "one"]],
  ["a folder above", ["src"], ["three", "two", "one"]],
  ["a file below", ["src/a/deep/file"], ["two", "one"]],
  ["a sibling with a common beginning", ["src/ab"], ["three", "two"]],
  ["the whole workspace", [""], ["three", "two", "one"]],
  ["a place nobody writes", ["test"], []],
  ["several paths, each writer once", ["src/a", "docs", "src"], ["three", "two", "one"]],
  ["no path", [], []],
])("writers of %s are found, newest first", (_, paths, writers) => {
  expect(index.overlapping(paths)).toEqual(writers);
});

test("a writer of nothing leaves no trace", () => {
  expect(index.with("four", [])).toBe(index);
});

test("an older index does not see later writers", () => {
  const later = index.with("late", ["src/a"]);
  expect(index.overlapping(["src/a"])).not.toContain("late");
  expect(later.overlapping(["src/a"])[0]).toBe("late");
});

test("it finds exactly the writers that a comparison of all paths finds", () => {
  const path = fc
    .array(fc.constantFrom("a", "b", "ab"), { maxLength: 3 })
    .map((segments) => segments.join("/"));
  const claims = fc.array(path, { minLength: 1, maxLength: 3 });
  const inside = (a: string, b: string) => b === "" || a === b || a.startsWith(`${b}/`);
  fc.assert(
    fc.property(fc.array(claims, { maxLength: 12 }), claims, (writers, asked) => {
      let built = ClaimIndex.empty();
      writers.forEach((paths, i) => {
        built = built.with(`w${i}`, paths);
      });
      const expected = writers
        .map((paths, i) => ({ id: `w${i}`, paths }))
        .filter(({ paths }) => paths.some((p) => asked.some((q) => inside(p, q) || inside(q, p))))
        .map(({ id }) => id)
        .reverse();
      expect(built.overlapping(asked)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
