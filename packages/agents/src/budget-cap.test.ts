import { describe, expect, it } from "vitest";
import { TestBudget } from "../test-support/budget.js";
import { openCapped } from "./budget-cap.js";

const TEN = { inputTokens: 10 };

describe("a capped account", () => {
  it("reserves min(requested, what the parent has)", () => {
    const parent = new TestBudget(100);
    openCapped(parent, { tokens: 60 });
    const second = openCapped(parent, { tokens: 60 });
    expect(parent.log).toEqual(["child 60", "child 40"]);
    expect(second.available.tokens).toBe(40);
  });

  it("refuses calls once its own amount is spent, while the parent still has some", () => {
    const parent = new TestBudget(100);
    const child = openCapped(parent, { tokens: 20 });
    expect(child.spend(TEN)).toBe(false);
    expect(child.allows()).toBe(true);
    expect(child.spend(TEN)).toBe(false);
    expect(child.allows()).toBe(false);
    expect(parent.allows()).toBe(true);
    expect(child.spend(TEN)).toBe(true);
  });

  it("caps money also where the parent has no limit of it", () => {
    const child = openCapped(new TestBudget(1_000), { usd: 0.5 });
    expect(child.reachable().usd).toBe(0.5);
    child.spend({ inputTokens: 1, costUsd: 0.3 });
    expect(child.available.usd).toBeCloseTo(0.2);
    expect(child.spend({ inputTokens: 1, costUsd: 0.3 })).toBe(true);
    expect(child.allows()).toBe(false);
    expect(child.available.usd).toBe(0);
  });

  it("leaves amounts that were not asked for to the parent", () => {
    const parent = new TestBudget(100);
    const child = openCapped(parent, { usd: 1 });
    expect(parent.reserved).toBe(0);
    child.spend(TEN);
    expect(parent.spent).toBe(10);
  });

  it("counts what its own children spend", () => {
    const parent = new TestBudget(100);
    const child = openCapped(parent, { tokens: 15 });
    const grandchild = child.child({});
    grandchild.spend(TEN);
    expect(child.available.tokens).toBe(5);
    expect(grandchild.allows()).toBe(true);
    expect(grandchild.spend(TEN)).toBe(true);
    expect(grandchild.allows()).toBe(false);
    expect(child.allows()).toBe(false);
  });

  it("caps a capped grandchild by the tighter of the two", () => {
    const child = openCapped(new TestBudget(1_000), { tokens: 30 });
    const grandchild = openCapped(child, { tokens: 500 });
    expect(grandchild.available.tokens).toBe(30);
    grandchild.spend({ inputTokens: 30 });
    expect(child.allows()).toBe(false);
  });

  it("counts runs, its own included", () => {
    const parent = new TestBudget(1_000);
    const child = openCapped(parent, { runs: 2 });
    expect(child.spendRun()).toBe(false);
    expect(child.spendRun()).toBe(false);
    expect(child.allows()).toBe(true);
    expect(child.spendRun()).toBe(true);
    expect(child.allows()).toBe(false);
    expect(parent.runs).toBe(3);
  });

  it("shows the larger of the two shares", () => {
    const parent = new TestBudget(1_000);
    const child = openCapped(parent, { tokens: 20 });
    child.spend(TEN);
    expect(child.usedShare).toBe(0.5);
  });

  it("stops at its own cap instead of waiting for a raise that would not widen it", () => {
    const child = openCapped(new TestBudget(100, { onLimit: "ask" }), { tokens: 10 });
    expect(child.onLimit).toBe("ask");
    child.spend(TEN);
    expect(child.onLimit).toBe("stop");
  });

  it("refuses a call that is larger than its rest, and does not wait for a raise then", () => {
    const child = openCapped(new TestBudget(1_000, { onLimit: "ask" }), { tokens: 50 });
    expect(child.allows({ tokens: 50 })).toBe(true);
    expect(child.onLimit).toBe("ask");
    expect(child.allows({ tokens: 51 })).toBe(false);
    expect(child.onLimit).toBe("stop");
    expect(openCapped(child, {}).allows({ tokens: 51 })).toBe(false);
  });

  it("passes policy, raises and closing through", () => {
    const parent = new TestBudget(100, { onLimit: "ask" });
    const child = openCapped(parent, { tokens: 10 });
    let raised = 0;
    const forget = child.onRaise(() => {
      raised += 1;
    });
    parent.raise(5);
    forget();
    parent.raise(5);
    child.close();
    expect([child.onLimit, raised, parent.log.at(-1)]).toEqual(["ask", 1, "close"]);
  });
});
