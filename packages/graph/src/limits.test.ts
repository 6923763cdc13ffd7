/** Limits of a tree. */
import { describe, expect, test } from "vitest";
import { DEFAULT_SPAWN_LIMITS, resolveLimits, tightenLimits } from "./limits.js";

describe("limits", () => {
  test("are the defaults where nothing is given", () => {
    expect(resolveLimits(undefined)).toEqual(DEFAULT_SPAWN_LIMITS);
    expect(resolveLimits({})).toEqual(DEFAULT_SPAWN_LIMITS);
    expect(resolveLimits({ maxDepth: undefined } as never)).toEqual(DEFAULT_SPAWN_LIMITS);
  });

  test("are replaced one by one", () => {
    expect(resolveLimits({ maxDepth: 0, maxTotal: 9_000 })).toEqual({
      ...DEFAULT_SPAWN_LIMITS,
      maxDepth: 0,
      maxTotal: 9_000,
    });
  });

  test.each([-1, 1.5, Number.NaN, Infinity, null, "many"])("of %j are refused by name", (value) => {
    expect(() => resolveLimits({ maxFanOut: value as number })).toThrow(/maxFanOut: /);
  });

  test("never change the defaults", () => {
    resolveLimits({ maxDepth: 99 }).maxLive = 1;
    expect(DEFAULT_SPAWN_LIMITS).toEqual({ maxDepth: 5, maxFanOut: 16, maxTotal: 256, maxLive: 64 });
  });
});

describe("tightening", () => {
  test("takes the smaller of both", () => {
    const base = resolveLimits({ maxDepth: 3, maxFanOut: 3, maxTotal: 3, maxLive: 3 });
    expect(tightenLimits(base, { maxDepth: 2, maxFanOut: 9 })).toEqual({ ...base, maxDepth: 2 });
  });

  test("with nothing changes nothing", () => {
    expect(tightenLimits({ ...DEFAULT_SPAWN_LIMITS }, {})).toEqual(DEFAULT_SPAWN_LIMITS);
  });
});
