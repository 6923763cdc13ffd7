/** One account of a budget, and its place in the tree. @requirement GRAPH-3 */
import { describe, expect, test, vi } from "vitest";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { BudgetError, createBudget } from "../index.js";

const usd = (costUsd: number) => ({ costUsd });

describe("a root", () => {
  test("starts with everything available", () => {
    const root = createBudget({ limit: { usd: 2, tokens: 100, runs: 3 } });
    expect(root.available).toEqual({ usd: 2, tokens: 100, runs: 3 });
    expect([root.spent.usd, root.reserved.usd, root.exceeded, root.usedShare]).toEqual([0, 0, false, 0]);
    expect([root.onLimit, root.secondsLeft]).toEqual(["stop", Infinity]);
  });

  test("without limits allows everything", () => {
    const root = createBudget({ limit: {} });
    expect(root.allows({ usd: 1e9, tokens: 1e12 })).toBe(true);
    expect(root.spend(usd(1e6))).toBe(false);
    expect(root.available.usd).toBe(Infinity);
  });

  test("that spends more than its limit is exceeded and allows nothing", () => {
    const root = createBudget({ limit: { usd: 1 } });
    expect(root.spend(usd(0.9))).toBe(false);
    expect(root.spend(usd(0.2))).toBe(true);
    expect([root.exceeded, root.allows(), root.available.usd]).toEqual([true, false, 0]);
    expect(root.usedShare).toBeCloseTo(1.1);
  });

  test("counts runs and refuses one too many", () => {
    const root = createBudget({ limit: { runs: 2 } });
    expect([root.spendRun(), root.spendRun(), root.spendRun()]).toEqual([false, false, true]);
  });

  test("prices tokens by model, and by default where a model has no price", () => {
    const root = createBudget({ limit: {}, prices: { small: { input: 1, output: 2 } } });
    root.spend({ inputTokens: 1_000_000 }, "small");
    root.spend({ inputTokens: 1_000_000 }, "constructor");
    expect(root.spent.usd).toBe(1 + 3);
  });

  test("is closed by time", () => {
    const clock = createVirtualClock();
    const root = createBudget({ limit: { seconds: 10 }, clock });
    clock.advance(9_999);
    expect([root.allows(), root.secondsLeft]).toEqual([true, 0.001]);
    clock.advance(1);
    expect([root.allows(), root.exceeded]).toEqual([false, true]);
    expect(() => root.child({ usd: 1 })).toThrow(BudgetError);
  });
});

describe("a call of known size", () => {
  test("is allowed up to what is left", () => {
    const root = createBudget({ limit: { tokens: 100 } });
    root.spend({ inputTokens: 60 });
    expect([root.allows({ tokens: 40 }), root.allows({ tokens: 41 })]).toEqual([true, false]);
  });

  test("is refused when money is gone, although tokens are left", () => {
    const root = createBudget({ limit: { tokens: 100, usd: 1 } });
    root.spend(usd(1));
    expect(root.allows({ tokens: 1 })).toBe(false);
  });
});

describe("a child", () => {
  test("reserves at its parent and gives back what it did not spend", () => {
    const root = createBudget({ limit: { usd: 1 } });
    const child = root.child({ usd: 0.6 });
    expect([root.available.usd, root.reserved.usd]).toEqual([0.4, 0.6]);
    child.spend(usd(0.2));
    expect([root.spent.usd, root.reserved.usd]).toEqual([0.2, 0.4]);
    child.close();
    expect([root.available.usd, root.reserved.usd]).toEqual([0.8, 0]);
  });

  test("may be closed twice, and refunds once", () => {
    const root = createBudget({ limit: { usd: 1 } });
    const child = root.child({ usd: 0.6 });
    child.close();
    child.close();
    expect(root.available.usd).toBe(1);
  });

  test("closes its own children first", () => {
    const root = createBudget({ limit: { usd: 1 } });
    const child = root.child({ usd: 0.6, hard: true });
    child.child({ usd: 0.3 });
    child.close();
    expect(root.available.usd).toBe(1);
    expect(() => child.child({ usd: 0.1 })).toThrow(BudgetError);
  });

  test("that asks for too much is refused and leaves nothing reserved", () => {
    const root = createBudget({ limit: { usd: 1, tokens: 10 } });
    expect(() => root.child({ usd: 0.5, tokens: 11 })).toThrow(BudgetError);
    expect([root.reserved.usd, root.reserved.tokens]).toEqual([0, 0]);
  });

  test("with a soft grant draws more from above while there is some", () => {
    const root = createBudget({ limit: { usd: 1 } });
    const child = root.child({ usd: 0.1 });
    expect(child.spend(usd(0.5))).toBe(false);
    expect([child.limit.usd, root.spent.usd, root.reserved.usd]).toEqual([0.5, 0.5, 0]);
    expect(child.allows({ usd: 0.5 })).toBe(true);
    expect(child.allows({ usd: 0.51 })).toBe(false);
  });

  test("with a hard grant draws nothing", () => {
    const root = createBudget({ limit: { usd: 1 } });
    const child = root.child({ usd: 0.1, hard: true });
    expect(child.allows({ usd: 0.2 })).toBe(false);
    expect(child.spend(usd(0.2))).toBe(true);
    expect([child.exceeded, root.exceeded, root.spent.usd]).toEqual([true, false, 0.2]);
  });

  test("with a hard grant keeps a tenth for its own summary", () => {
    const child = createBudget({ limit: { usd: 10 } }).child({ usd: 1, hard: true });
    expect(child.reachable().usd).toBe(0.9);
    expect(() => child.child({ usd: 0.95, hard: true })).toThrow(BudgetError);
    expect(child.child({ usd: 0.9, hard: true }).limit.usd).toBe(0.9);
  });

  test("of an account without a limit has none unless its own is hard", () => {
    const root = createBudget({ limit: { tokens: 10 } });
    expect(root.child({ usd: 1 }).limit.usd).toBe(Infinity);
    expect(root.child({ usd: 1, hard: true }).limit.usd).toBe(1);
  });

  test("lives no longer than its parent, and may ask for less", () => {
    const clock = createVirtualClock();
    const root = createBudget({ limit: { seconds: 10 }, clock });
    expect(root.child({ seconds: 60 }).secondsLeft).toBe(10);
    expect(root.child({ seconds: 2 }).secondsLeft).toBe(2);
  });
});

describe("an overspent grandchild", () => {
  test("closes every account that cannot pay, and only those", () => {
    const root = createBudget({ limit: { usd: 10 } });
    const child = root.child({ usd: 1, hard: true });
    const grandchild = child.child({ usd: 0.5, hard: true });
    const sibling = root.child({ usd: 1, hard: true });
    grandchild.spend(usd(2));
    expect([grandchild.exceeded, child.exceeded, root.exceeded]).toEqual([true, true, false]);
    expect([child.allows(), sibling.allows()]).toEqual([false, true]);
    expect(root.spent.usd).toBe(2);
  });
});

describe("raising", () => {
  test("adds to the root and wakes who waits, until they no longer listen", () => {
    const root = createBudget({ limit: { usd: 1 }, onLimit: "ask" });
    const listener = vi.fn();
    const stop = root.onRaise(listener);
    root.spend(usd(1.5));
    root.raise({ usd: 1 });
    expect([root.available.usd, root.exceeded]).toEqual([0.5, false]);
    expect(listener).toHaveBeenCalledTimes(1);
    stop();
    root.raise({ usd: 1 });
    expect(listener).toHaveBeenCalledTimes(1);
  });

  test("adds time", () => {
    const clock = createVirtualClock();
    const root = createBudget({ limit: { seconds: 1 }, clock });
    root.raise({ seconds: 5 });
    expect(root.secondsLeft).toBe(6);
  });

  test("is for the root alone", () => {
    const child = createBudget({ limit: { usd: 1 } }).child({ usd: 0.5 });
    expect(() => child.raise({ usd: 1 })).toThrow(BudgetError);
  });

  test("takes no negative amount", () => {
    const root = createBudget({ limit: { usd: 1 } });
    expect(() => root.raise({ usd: -1 })).toThrow(/Check the raise: usd/);
    expect(root.limit.usd).toBe(1);
  });
});
