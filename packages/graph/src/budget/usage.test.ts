/** Sums of usage, and costs that are computed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addUsage, DEFAULT_PRICE, imputeCost, remainingUsage } from "./usage.js";

describe("a cost is computed", () => {
  test("from tokens, and flagged", () => {
    expect(imputeCost({ inputTokens: 1_000_000, outputTokens: 2_000_000 }, { input: 1, output: 4 })).toEqual({
      inputTokens: 1_000_000,
      outputTokens: 2_000_000,
      costUsd: 9,
      estimated: true,
    });
  });

  test("at the default price where the model has none of its own", () => {
    expect(imputeCost({ inputTokens: 1_000_000 }).costUsd).toBe(DEFAULT_PRICE.input);
    expect(imputeCost({ outputTokens: 1_000_000 }).costUsd).toBe(DEFAULT_PRICE.output);
  });

  test("never when one was reported, not even one of 0", () => {
    const usage = { inputTokens: 5, costUsd: 0 };
    expect(imputeCost(usage)).toBe(usage);
  });

  test("never from nothing", () => {
    const usage = { cachedTokens: 5 };
    expect(imputeCost(usage)).toBe(usage);
    expect(imputeCost({})).toEqual({});
  });
});

describe("a sum", () => {
  test("leaves out what neither side reported", () => {
    expect(addUsage({ inputTokens: 1 }, { outputTokens: 2 })).toEqual({ inputTokens: 1, outputTokens: 2 });
    expect(addUsage({}, {})).toEqual({});
  });

  test("is estimated when a part is", () => {
    expect(addUsage({ costUsd: 1, estimated: true }, { costUsd: 1 })).toEqual({
      costUsd: 2,
      estimated: true,
    });
    expect(addUsage({ costUsd: 1 }, { costUsd: 1 })).toEqual({ costUsd: 2 });
  });

  test("keeps a reported 0", () => {
    expect(addUsage({ inputTokens: 0 }, {})).toEqual({ inputTokens: 0 });
  });
});

describe("what a total has beyond an earlier report", () => {
  test("is the difference", () => {
    expect(remainingUsage({ inputTokens: 10, costUsd: 2 }, { inputTokens: 4 })).toEqual({
      inputTokens: 6,
      costUsd: 2,
    });
  });

  test("is never negative", () => {
    expect(remainingUsage({ inputTokens: 3 }, { inputTokens: 5 })).toEqual({ inputTokens: 0 });
  });

  test("and that report together make the total", () => {
    const part = fc.record({
      inputTokens: fc.nat(1_000),
      outputTokens: fc.nat(1_000),
      cachedTokens: fc.nat(1_000),
    });
    fc.assert(
      fc.property(part, part, (before, more) => {
        const total = addUsage(before, more);
        expect(addUsage(before, remainingUsage(total, before))).toEqual(total);
      }),
    );
  });
});
