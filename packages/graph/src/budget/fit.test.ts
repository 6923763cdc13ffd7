/** Whether agents fit into a budget, and what each is granted. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { agentSpecSchema } from "../plan/schema.js";
import { createBudget } from "./budget.js";
import { createEstimator, DEFAULT_ESTIMATE } from "./estimator.js";
import { fitProblem, grants } from "./fit.js";

const agent = (usd?: number, tokens?: number) => {
  const estimate = { ...(usd === undefined ? {} : { usd }), ...(tokens === undefined ? {} : { tokens }) };
  return { spec: agentSpecSchema.parse({ id: "a", prompt: "x", estimate }) };
};
const message = (agents: ReturnType<typeof agent>[], limit: object) =>
  fitProblem(agents, createBudget({ limit }), undefined)?.message;

describe("agents fit", () => {
  test("when their claims do together", () => {
    expect(message([agent(0.5), agent(0.5)], { usd: 1 })).toBeUndefined();
  });

  test("when nothing is limited", () => {
    expect(message([agent(1e6, 1e9)], {})).toBeUndefined();
  });

  test("when nothing is known of them and anything is left", () => {
    expect(message([agent(), agent()], { usd: 0.001, tokens: 1 })).toBeUndefined();
  });
});

describe("agents do not fit", () => {
  test("when their claims are too much together, and the message says of what", () => {
    expect(message([agent(0.6, 10), agent(0.6, 10)], { usd: 1, tokens: 100 })).toBe(
      "the estimates do not fit the budget: 1.2 usd of 1 left",
    );
  });

  test("by runs", () => {
    expect(message([agent(), agent()], { runs: 1 })).toContain("2 runs of 1 left");
  });

  test("when nothing is left, although nothing is known of them", () => {
    expect(message([agent()], { usd: 0 })).toContain("0 usd of 0 left");
  });

  test("when time is over", () => {
    const clock = createVirtualClock();
    const budget = createBudget({ limit: { seconds: 5 }, clock });
    expect(fitProblem([agent()], budget, undefined)).toBeUndefined();
    clock.advance(5_000);
    expect(fitProblem([agent()], budget, undefined)?.message).toContain("no time left");
  });

  test("by experience, whatever the plan claims", () => {
    const estimator = createEstimator();
    for (let i = 0; i < 10; i++) estimator.record({}, { usage: { costUsd: 2 } });
    const budget = createBudget({ limit: { usd: 1 } });
    expect(fitProblem([agent(0.01)], budget, estimator)?.code).toBe("budget");
  });
});

describe("grants", () => {
  test("are the claims, and one run each", () => {
    const budget = createBudget({ limit: { usd: 1, tokens: 100 } });
    expect(grants([agent(0.2, 10), agent(0.3, 20)], budget, undefined)).toEqual([
      { usd: 0.2, tokens: 10, runs: 1 },
      { usd: 0.3, tokens: 20, runs: 1 },
    ]);
  });

  test("share what the claims leave among agents of which nothing is known", () => {
    const budget = createBudget({ limit: { usd: 0.1 } });
    const [known, one, two] = grants([agent(0.06), agent(), agent()], budget, undefined);
    expect([known?.usd, one?.usd, two?.usd]).toEqual([0.06, 0.02, 0.02]);
  });

  test("of agents of which nothing is known are never more than the constants", () => {
    const budget = createBudget({ limit: { usd: 1_000, tokens: 10_000_000 } });
    expect(grants([agent()], budget, undefined)).toEqual([
      { usd: DEFAULT_ESTIMATE.usd, tokens: DEFAULT_ESTIMATE.tokens, runs: 1 },
    ]);
  });

  test.each([
    [[0.2000000001, 0.2000000001, 0.6]],
    [[0.3333333333, 0.3333333333, 0.3333333334]],
    [[0.1, 0.2, 0.3, 0.4]],
  ])("of %j dollars are refused together or can be reserved together, whatever is rounded", (list) => {
    const specs = list.map((usd) => agent(usd));
    const budget = createBudget({ limit: { usd: 1 } });
    if (fitProblem(specs, budget, undefined) !== undefined) return;
    for (const request of grants(specs, budget, undefined)) budget.child(request);
    expect(budget.available.usd).toBe(0);
  });

  test("of everything that fits can be reserved together", () => {
    const maybe = (max: number) => fc.option(fc.double({ min: 0, max, noNaN: true }), { nil: undefined });
    const agents = fc.array(fc.tuple(maybe(0.3), maybe(40)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(agents, (list) => {
        const specs = list.map(([usd, tokens]) => agent(usd, tokens));
        const budget = createBudget({ limit: { usd: 1, tokens: 100, runs: 6 } });
        if (fitProblem(specs, budget, undefined) !== undefined) return;
        for (const request of grants(specs, budget, undefined)) budget.child(request);
        expect(budget.reserved.usd).toBeLessThanOrEqual(1);
        expect(budget.reserved.tokens).toBeLessThanOrEqual(100);
      }),
      { numRuns: 300 },
    );
  });
});
