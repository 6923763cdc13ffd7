/** Suggesting the name that was probably meant. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestName } from "./nearest-name.js";

const known = ["reviewer", "writer", "tester", "deploy"];

describe("a mistyped name", () => {
  test.each([
    ["reviewr", "reviewer"],
    ["wirter", "writer"],
    ["Tester", "tester"],
    ["TESTER", "tester"],
    ["deplo", "deploy"],
    ["deployy", "deploy"],
  ])("%s suggests %s", (name, expected) => {
    expect(nearestName(name, known)).toBe(expected);
  });

  test.each(["", "x", "accountant", "r", "completely-different"])("%j suggests nothing", (name) => {
    expect(nearestName(name, ["reviewer", "deploy"])).toBeUndefined();
  });

  test("suggests nothing when no name is known", () => {
    expect(nearestName("a", [])).toBeUndefined();
  });
});

test("of several near names the nearest wins, and the first of equals", () => {
  expect(nearestName("coder", ["coders", "coder"])).toBe("coder");
  expect(nearestName("code1", ["code2", "code3"])).toBe("code2");
});

test("a name that is too long to compare is not compared", () => {
  const long = "x".repeat(65);
  expect(nearestName(long, [long])).toBeUndefined();
  expect(nearestName("x".repeat(64), ["x".repeat(64)])).toBe("x".repeat(64));
});

test("at most 200 known names are looked at", () => {
  let taken = 0;
  function* names() {
    for (;;) {
      taken++;
      yield `name${taken}`;
    }
  }
  nearestName("unlike-all-of-them", names());
  expect(taken).toBeLessThanOrEqual(201);
});

test("a known name always suggests itself, whatever else is known", () => {
  const name = fc.string({ minLength: 1, maxLength: 64 });
  fc.assert(
    fc.property(name, fc.array(name, { maxLength: 20 }), (wanted, others) => {
      expect(nearestName(wanted, [...others, wanted])?.toLowerCase()).toBe(wanted.toLowerCase());
    }),
  );
});

test("one edit away is always near enough for names of four letters and more", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{4,20}$/), fc.nat(), (name, at) => {
      const index = at % name.length;
      expect(nearestName(name.slice(0, index) + name.slice(index + 1), [name])).toBe(name);
    }),
  );
});
