/** Guards: what is refused, and what they decide. @requirement GRAPH-1 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GUARD_MAX_DEPTH, GUARD_MAX_TERMS } from "../limits.js";
import {
  checkGuard,
  evaluateGuard,
  GUARD_OPS,
  guardRefs,
  type PlanGuard,
  refId,
  renameGuardRefs,
} from "./guard.js";

const term = { ref: "scan", op: "exists" } as const;
const messages = (guard: unknown) => checkGuard(guard).map((issue) => issue.message);

/** Outputs by id; an absent id is unknown. */
const over = (outputs: Record<string, unknown>) => (id: string) =>
  Object.hasOwn(outputs, id) ? { known: true, output: outputs[id] } : { known: false };
const decide = (guard: PlanGuard, outputs: Record<string, unknown>) => evaluateGuard(guard, over(outputs));

describe("a guard is refused", () => {
  test.each([
    ["when it is a text", "always"],
    ["when it is a list", [term]],
    ["when it is null", null],
    ["when it is a number", 1],
  ])("%s", (_, guard) => {
    expect(messages(guard)).toEqual(["expected a guard object"]);
  });

  test("with every problem of a term at once", () => {
    expect(messages({ ref: "../etc", op: "is", value: {}, code: "process.exit()" })).toEqual([
      'unknown guard field "code"',
      '"ref" must be "<id>" or "<id>.<path>"',
      `"op" must be one of ${GUARD_OPS.join(", ")}`,
      '"value" must be a string, number, boolean or null',
    ]);
  });

  test.each(["", "1a", "a.", "a..b", ".a", "a b", `a.${"x".repeat(201)}`, 7, undefined])(
    "with the reference %j",
    (ref) => {
      expect(messages({ ref, op: "exists" })).toEqual(['"ref" must be "<id>" or "<id>.<path>"']);
    },
  );

  test("when a comparison has no value, although exists needs none", () => {
    expect(messages({ ref: "a", op: "eq" })).toEqual(['"value" must be a string, number, boolean or null']);
    expect(messages({ ref: "a", op: "exists" })).toEqual([]);
  });

  test.each(["all", "any"])("when %s is not a list", (key) => {
    expect(messages({ [key]: term })).toEqual([`expected a list of guards in "${key}"`]);
  });

  test("when all and any stand in one object", () => {
    expect(checkGuard({ all: [], any: [] }).length).toBeGreaterThan(0);
  });

  test("when it nests too deep, and the path says where", () => {
    let guard: unknown = term;
    for (let depth = 0; depth <= GUARD_MAX_DEPTH; depth++) guard = { not: guard };
    const issues = checkGuard(guard);
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toContain(`${GUARD_MAX_DEPTH} deep`);
    expect(issues[0]?.path).toHaveLength(GUARD_MAX_DEPTH + 1);
  });

  test("when it has too many terms, without looking at all of them", () => {
    let looked = 0;
    const list = Array.from({ length: 100_000 }, () => ({
      get ref() {
        looked++;
        return "a";
      },
      op: "exists",
    }));
    expect(messages({ all: list }).some((message) => message.includes(`${GUARD_MAX_TERMS} terms`))).toBe(
      true,
    );
    expect(looked).toBeLessThanOrEqual(GUARD_MAX_TERMS + 1);
  });
});

test("the largest guard that is allowed is accepted", () => {
  let guard: unknown = term;
  for (let depth = 0; depth < GUARD_MAX_DEPTH; depth++) guard = { not: guard };
  expect(checkGuard(guard)).toEqual([]);
  expect(checkGuard({ all: Array.from({ length: GUARD_MAX_TERMS - 1 }, () => term) })).toEqual([]);
});

test("a problem in a list names the position", () => {
  expect(checkGuard({ any: [term, { not: { all: [term, { ref: "a", op: "??", value: 1 }] } }] })).toEqual([
    { path: ["any", 1, "not", "all", 1], message: `"op" must be one of ${GUARD_OPS.join(", ")}` },
  ]);
});

test("references are collected once each, in the order they are written", () => {
  const guard: PlanGuard = {
    all: [
      { ref: "b.x.y", op: "exists" },
      {
        not: {
          any: [
            { ref: "a", op: "exists" },
            { ref: "b", op: "exists" },
          ],
        },
      },
    ],
  };
  expect(guardRefs(guard)).toEqual(["b", "a"]);
  expect([refId("a.b.c"), refId("a")]).toEqual(["a", "a"]);
});

test("references are renamed at every depth, and their paths are kept", () => {
  const guard: PlanGuard = {
    any: [
      { ref: "a.x.a", op: "exists" },
      { all: [{ not: { ref: "a", op: "eq", value: "a" } }, { ref: "b", op: "exists" }] },
    ],
  };
  expect(renameGuardRefs(guard, new Map([["a", "a-2"]]))).toEqual({
    any: [
      { ref: "a-2.x.a", op: "exists" },
      { all: [{ not: { ref: "a-2", op: "eq", value: "a" } }, { ref: "b", op: "exists" }] },
    ],
  });
});

describe("a comparison", () => {
  test.each([
    ["eq", 1, 1, true],
    ["eq", 1, "1", false],
    ["eq", null, null, true],
    ["ne", "a", "b", true],
    ["ne", "a", "a", false],
    ["gt", 2, 1, true],
    ["gt", 1, 1, false],
    ["gt", "b", "a", true],
    ["gt", "2", 1, false],
    ["lt", 1, 2, true],
    ["lt", 2, 2, false],
    ["lt", null, 5, false],
    ["contains", "a needle here", "needle", true],
    ["contains", "version 12", 12, true],
    ["contains", ["a", 3], 3, true],
    ["contains", ["a", 3], "3", false],
    ["contains", { a: 1 }, "a", false],
    ["contains", 12, 1, false],
  ] as const)("%s of %j and %j is %s", (op, actual, value, expected) => {
    expect(decide({ ref: "a", op, value }, { a: actual })).toBe(expected);
  });

  test.each([
    [undefined, undefined, false],
    [null, undefined, false],
    [0, undefined, true],
    ["", true, true],
    [undefined, false, true],
    ["there", false, false],
  ] as const)("exists of %j with the value %j is %s", (actual, value, expected) => {
    expect(decide({ ref: "a", op: "exists", value }, { a: actual })).toBe(expected);
  });

  test("follows a path through objects and lists", () => {
    const output = { files: [{ name: "x.ts" }] };
    expect(decide({ ref: "a.files.0.name", op: "eq", value: "x.ts" }, { a: output })).toBe(true);
    expect(decide({ ref: "a.files.1.name", op: "exists" }, { a: output })).toBe(false);
    expect(decide({ ref: "a.files.name", op: "exists" }, { a: output })).toBe(false);
  });

  test.each(["constructor", "__proto__", "toString", "constructor.name"])(
    "does not reach %s of a prototype",
    (path) => {
      expect(decide({ ref: `a.${path}`, op: "exists" }, { a: {} })).toBe(false);
      expect(decide({ ref: `a.${path}`, op: "exists" }, { a: [] })).toBe(false);
    },
  );

  test("does not reach the methods of a text", () => {
    expect(decide({ ref: "a.length", op: "exists" }, { a: "text" })).toBe(false);
  });
});

describe("an unknown output", () => {
  const unknown: PlanGuard = { ref: "later", op: "exists" };
  const yes: PlanGuard = { ref: "now", op: "exists" };
  const no: PlanGuard = { not: yes };
  const known = { now: 1 };

  test("leaves a comparison and its negation undecided", () => {
    expect(decide(unknown, known)).toBeUndefined();
    expect(decide({ not: unknown }, known)).toBeUndefined();
  });

  test("does not matter when another part decides", () => {
    expect(decide({ all: [unknown, no] }, known)).toBe(false);
    expect(decide({ any: [unknown, yes] }, known)).toBe(true);
  });

  test("matters when every known part leaves the answer open", () => {
    expect(decide({ all: [unknown, yes] }, known)).toBeUndefined();
    expect(decide({ any: [unknown, no] }, known)).toBeUndefined();
  });
});

test("all of nothing holds and any of nothing does not", () => {
  expect(decide({ all: [] }, {})).toBe(true);
  expect(decide({ any: [] }, {})).toBe(false);
});

/** Guards over four ids, at most a few levels deep. */
const guardArb: fc.Arbitrary<PlanGuard> = fc.letrec<{ guard: PlanGuard }>((tie) => ({
  guard: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      ref: fc.constantFrom("a", "b", "c", "d"),
      op: fc.constantFrom(...GUARD_OPS),
      value: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("x", "y", null, true)),
    }),
    fc.record({ not: tie("guard") }),
    fc.record({ all: fc.array(tie("guard"), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie("guard"), { maxLength: 3 }) }),
  ),
})).guard;
const outputsArb = fc.dictionary(
  fc.constantFrom("a", "b", "c", "d"),
  fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom("x", "y", null, true)),
);

test("every guard of the documented shape passes the check", () => {
  fc.assert(
    fc.property(guardArb, (guard) => {
      expect(checkGuard(guard)).toEqual([]);
    }),
  );
});

test("a decision never changes when more outputs become known", () => {
  fc.assert(
    fc.property(guardArb, outputsArb, outputsArb, (guard, first, second) => {
      const before = decide(guard, first);
      if (before !== undefined) expect(decide(guard, { ...second, ...first })).toBe(before);
    }),
  );
});

test("a negated all is an any of negations, also with unknown outputs", () => {
  fc.assert(
    fc.property(fc.array(guardArb, { maxLength: 4 }), outputsArb, (parts, outputs) => {
      const negated = parts.map((part): PlanGuard => ({ not: part }));
      expect(decide({ not: { all: parts } }, outputs)).toBe(decide({ any: negated }, outputs));
    }),
  );
});

test("a guard whose references are all known is always decided", () => {
  fc.assert(
    fc.property(guardArb, (guard) => {
      expect(decide(guard, { a: 1, b: "x", c: null, d: true })).toBeTypeOf("boolean");
    }),
  );
});

test("no input makes the check throw", () => {
  fc.assert(fc.property(fc.anything(), (value) => void checkGuard(value)));
});
