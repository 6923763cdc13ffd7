import { describe, expect, test } from "vitest";
import { NOTHING } from "./amounts.js";
import type { Account } from "./decide.js";
import { computeForecast, goneAt, type Pace, raiseFor } from "./forecast.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USD = 1e9;
const NEVER = Number.POSITIVE_INFINITY;
const UNLIMITED = { tokens: NEVER, usd: NEVER, runs: NEVER, minutes: NEVER };
const at = (hours: number): Pace => ({ from: 0, now: hours * HOUR, until: DAY, leastMs: HOUR / 2 });

function account(used: Partial<Account["used"]>, limit: Partial<Account["limit"]>, period = "2026-11-22") {
  const whole = { ...UNLIMITED, ...limit };
  return {
    scope: "day",
    period,
    onLimit: "stop",
    warned: false,
    noticed: false,
    reserved: NOTHING,
    used: { ...NOTHING, ...used },
    limit: whole,
    base: whole,
  } satisfies Account;
}

describe("at this pace", () => {
  test("the use at the end of the day is known after half an hour", () => {
    expect(computeForecast(account({ usd: USD }, {}), at(6))).toMatchObject({ usd: 4 * USD, runs: 0 });
    expect(computeForecast(account({ usd: USD }, {}), at(0.4))).toBeUndefined();
  });

  test("a budget is gone when its first limit is reached, if that is before the end of the day", () => {
    expect(goneAt(account({ usd: 2 * USD, runs: 1 }, { usd: 3 * USD, runs: 9 }), at(12))).toBe(18 * HOUR);
    expect(goneAt(account({ usd: USD }, { usd: 2 * USD }), at(12))).toBeUndefined();
    expect(goneAt(account({}, { usd: USD }), at(12))).toBeUndefined();
    expect(goneAt(account({ usd: 2 * USD }, { usd: 2 * USD }), at(12))).toBeUndefined();
    expect(goneAt(account({ usd: USD }, { usd: 2 * USD }), at(0.1))).toBeUndefined();
  });
});

describe("the raise that is offered", () => {
  test("is enough for the rest of the day, in multiples of what is set", () => {
    const soon = account({ usd: 2 * USD, tokens: 10 }, { usd: 3 * USD, tokens: 1_000 });
    expect(raiseFor(soon, at(6))).toEqual({ usd: 6 });
    expect(raiseFor(soon, undefined)).toBeUndefined();
  });

  test("is room for one more run when nothing is left", () => {
    expect(raiseFor(account({ runs: 2 }, { runs: 2 }), undefined)).toEqual({ runs: 2 });
  });

  test("of a conversation is what is set, once more", () => {
    const busy = account({ usd: USD }, { usd: 2 * USD }, "");
    expect(raiseFor(busy, { from: 0, now: HOUR, until: 7 * DAY, leastMs: 60_000 })).toEqual({ usd: 2 });
  });
});
