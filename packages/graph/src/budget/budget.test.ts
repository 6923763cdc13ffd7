/** Accounts of a tree under random use. @requirement GRAPH-3 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { type Budget, BudgetError, createBudget } from "../index.js";

type Step =
  | { op: "child"; at: number; usd: number; tokens: number; hard: boolean }
  | { op: "spend"; at: number; usd: number; tokens: number }
  | { op: "close"; at: number };
const amounts = { at: fc.nat(), usd: fc.double({ min: 0, max: 0.4, noNaN: true }), tokens: fc.nat(40) };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ op: fc.constant("child" as const), ...amounts, hard: fc.boolean() }),
  fc.record({ op: fc.constant("spend" as const), ...amounts }),
  fc.record({ op: fc.constant("close" as const), at: fc.nat() }),
);

test("grants never exceed what is there, in any order of spawning, spending and closing, and all is refunded", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const root = createBudget({ limit: { usd: 1, tokens: 100 } });
      const accounts: Budget[] = [root];
      for (const s of steps) {
        const account = accounts[s.at % accounts.length] ?? root;
        if (s.op === "close") {
          if (account !== root) account.close();
        } else if (s.op === "spend") account.spend({ inputTokens: s.tokens, costUsd: s.usd });
        else {
          const before = { ...root.available };
          try {
            accounts.push(account.child({ usd: s.usd, tokens: s.tokens, hard: s.hard }));
            expect(root.available.tokens).toBeGreaterThanOrEqual(0);
          } catch (error) {
            expect(error).toBeInstanceOf(BudgetError);
            expect(root.available).toEqual(before);
          }
        }
        for (const a of accounts) {
          expect(a.reserved.tokens).toBeGreaterThanOrEqual(0);
          if (a.spent.tokens <= a.limit.tokens)
            expect(a.available.tokens).toBe(Math.max(0, a.limit.tokens - a.spent.tokens - a.reserved.tokens));
        }
      }
      for (const account of accounts.slice(1)) account.close();
      expect(root.reserved).toEqual({ tokens: 0, usd: 0, runs: 0 });
    }),
    { numRuns: 500 },
  );
});

test("spending moves from reserved to spent on every level and closing refunds the rest", () => {
  const root = createBudget({ limit: { usd: 10, runs: 5 } });
  const child = root.child({ usd: 4, runs: 1 });
  expect(root.reserved).toEqual({ tokens: 0, usd: 4, runs: 1 });
  child.spend({ costUsd: 1.5 });
  child.spendRun();
  expect(root.reserved).toEqual({ tokens: 0, usd: 2.5, runs: 0 });
  expect(root.spent).toEqual({ tokens: 0, usd: 1.5, runs: 1 });
  child.close();
  child.close();
  expect(root.available).toEqual({ tokens: Infinity, usd: 8.5, runs: 4 });
});

test("a soft grant draws more from above, a hard one does not", () => {
  const root = createBudget({ limit: { usd: 1 } });
  const soft = root.child({ usd: 0.1 });
  expect(soft.spend({ costUsd: 0.3 })).toBe(false);
  const hard = root.child({ usd: 0.1, hard: true });
  expect(hard.spend({ costUsd: 0.3 })).toBe(true);
  expect(root.spent.usd).toBeCloseTo(0.6, 9);
});

test("an account that overspent draws again without leaving anything reserved", () => {
  const root = createBudget({ limit: { tokens: 10 } });
  const sibling = root.child({ tokens: 8 });
  const account = root.child({ tokens: 1 });
  expect(account.spend({ inputTokens: 4 })).toBe(true);
  sibling.close();
  account.spend({ inputTokens: 2 });
  account.close();
  expect(root.reserved.tokens).toBe(0);
  expect(root.spent.tokens).toBe(6);
});

test("a parent with a hard grant keeps a part its children cannot have", () => {
  const parent = createBudget({ limit: { usd: 1 } }).child({ usd: 0.5, hard: true });
  expect(parent.reachable().usd).toBeCloseTo(0.45, 9);
  expect(() => parent.child({ usd: 0.46 })).toThrow(BudgetError);
  parent.child({ usd: 0.45 });
});

test("a cost nobody reported is computed from tokens and flagged, never 0", () => {
  const budget = createBudget({ limit: { usd: 1 }, prices: { big: { input: 10, output: 50 } } });
  expect(budget.price({ inputTokens: 1_000, outputTokens: 100 }, "big")).toMatchObject({
    costUsd: 0.015,
    estimated: true,
  });
  expect(budget.price({ inputTokens: 1_000_000 }).costUsd).toBe(3);
  expect(budget.price({ costUsd: 0.2, inputTokens: 5 })).toEqual({ costUsd: 0.2, inputTokens: 5 });
});

test("wall time closes a budget, and a raise opens it again", () => {
  const clock = createVirtualClock();
  const budget = createBudget({ limit: { seconds: 10 }, clock });
  expect(budget.allows()).toBe(true);
  clock.advance(10_000);
  expect(budget.allows()).toBe(false);
  expect(() => budget.child({ usd: 0 })).toThrow(BudgetError);
  budget.raise({ seconds: 5 });
  expect(budget.secondsLeft).toBe(5);
});
