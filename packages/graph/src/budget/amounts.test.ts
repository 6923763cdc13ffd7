/** Amounts of money and tokens in whole units. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covers, fromAmounts, mapAmounts, RESOURCES, toAmounts, usageAmounts, zero } from "./amounts.js";

describe("amounts as people write them", () => {
  test("come back as they were given", () => {
    const given = { tokens: 12, usd: 0.1, runs: 3 };
    expect(fromAmounts(toAmounts(given, 0))).toEqual(given);
  });

  test("that are absent take the value that is asked for", () => {
    expect(toAmounts({}, Infinity)).toEqual({ tokens: Infinity, nanoUsd: Infinity, runs: Infinity });
    expect(toAmounts({ usd: 1 }, 0)).toEqual({ tokens: 0, nanoUsd: 1e9, runs: 0 });
  });

  test("are rounded up, so that no part of a unit is free", () => {
    expect(toAmounts({ tokens: 1.2, usd: 1.1e-9 }, 0)).toEqual({ tokens: 2, nanoUsd: 2, runs: 0 });
  });

  test("of money are not one unit too high because of floating point", () => {
    expect(toAmounts({ usd: 0.1 + 0.2 }, 0).nanoUsd).toBe(300_000_000);
    expect(toAmounts({ usd: 1.1 }, 0).nanoUsd).toBe(1_100_000_000);
  });
});

test("a usage counts input and output tokens and its cost, never a run", () => {
  expect(usageAmounts({ inputTokens: 3, outputTokens: 4, cachedTokens: 99, costUsd: 0.5 })).toEqual({
    tokens: 7,
    nanoUsd: 500_000_000,
    runs: 0,
  });
  expect(usageAmounts({})).toEqual(zero());
});

test("adding up 1,000 small costs is exact", () => {
  let nano = 0;
  for (let i = 0; i < 1_000; i++) nano += usageAmounts({ costUsd: 0.001 }).nanoUsd;
  expect(fromAmounts({ ...zero(), nanoUsd: nano }).usd).toBe(1);
});

test("a need is covered when every resource is", () => {
  const have = { tokens: 5, nanoUsd: 5, runs: 5 };
  expect(covers(have, have)).toBe(true);
  for (const resource of RESOURCES) expect(covers(have, { ...zero(), [resource]: 6 })).toBe(false);
  expect(
    covers(
      mapAmounts(() => Infinity),
      have,
    ),
  ).toBe(true);
});

test("whole units survive the way to dollars and back", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000_000 }), (nanoUsd) => {
      expect(toAmounts({ usd: fromAmounts({ ...zero(), nanoUsd }).usd }, 0).nanoUsd).toBe(nanoUsd);
    }),
  );
});
