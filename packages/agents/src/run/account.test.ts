/** The budget of a run: refused before the paid call, billed after it. */
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { TestBudget } from "../../test-support/budget.js";
import { call, type Step, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { defineTool } from "../tool/tool.js";
import { AgentHarness } from "./harness.js";

const COST = { usage: { inputTokens: 40, outputTokens: 10 } };
let ticks = 0;
const tick = defineTool({
  name: "tick",
  description: "d",
  inputSchema: z.unknown(),
  execute: () => {
    ticks += 1;
    return ticks;
  },
});

const working: Step = { ...call("tick"), text: "so far", ...COST };
const answer: Step = { text: "answer", ...COST };

function setup(budget: TestBudget, steps: readonly Step[]) {
  const test = createTestServices();
  const model = scripted(steps, "gpt-5");
  const harness = new AgentHarness({ name: "a", model, tools: [tick], services: test.services });
  return { ...test, model, run: harness.start("go", { budget }) };
}

describe("a run with a budget", () => {
  it("does not send a prompt that is larger than what is left", async () => {
    const budget = new TestBudget(1_000);
    const { model, services } = { model: scripted(["answer"]), services: createTestServices().services };
    const run = new AgentHarness({ name: "a", model, services }).start("word ".repeat(4_000), { budget });
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "budget", modelCalls: 0 });
    expect(model.requests).toHaveLength(0);
  });

  it("books each call with a cost, and the run itself", async () => {
    const budget = new TestBudget(1_000);
    const { run, of } = setup(budget, [working, answer]);
    await run.result;
    expect([budget.spent, budget.runs, budget.closed]).toEqual([100, 1, 0]);
    expect(budget.costUsd).toBeGreaterThan(0);
    expect(of("budget.reconciled").map((event) => event.data.usage.estimated)).toEqual([true, true]);
  });

  it("stops before the call it cannot pay and keeps the partial result", async () => {
    const { run, model, types, of, events } = setup(new TestBudget(50), [working, answer]);
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "budget", text: "so far" });
    expect(model.requests).toHaveLength(1);
    expect(of("budget.exceeded").map((event) => event.data)).toEqual([{ policy: "stop" }]);
    expect(types().slice(-3)).toEqual(["budget.exceeded", "limit.reached", "run.completed"]);
    expect(imbalances(events)).toEqual([]);
  });

  it("makes no call at all without any budget", async () => {
    const { run, model } = setup(new TestBudget(0), [answer]);
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "budget", modelCalls: 0 });
    expect(model.requests).toEqual([]);
  });

  it("keeps an answer whose bill was larger than the rest", async () => {
    const { run, of } = setup(new TestBudget(30), [answer]);
    await expect(run.result).resolves.toMatchObject({ status: "completed", text: "answer" });
    expect(of("budget.exceeded")).toHaveLength(1);
  });

  it("fails under the policy fail", async () => {
    const { run, of } = setup(new TestBudget(50, { onLimit: "fail" }), [working, answer]);
    await expect(run.result).rejects.toMatchObject({
      name: "RunBudgetError",
      limit: "budget",
      partialText: "so far",
    });
    expect(of("run.failed")).toHaveLength(1);
    expect(of("budget.exceeded")[0]?.data).toEqual({ policy: "fail" });
  });

  it("waits under the policy ask and goes on after a raise", async () => {
    const budget = new TestBudget(50, { onLimit: "ask" });
    const { run, model, of } = setup(budget, [working, answer]);
    await vi.waitFor(() => expect(budget.listeners).toBe(1));
    expect(of("budget.exceeded").map((event) => event.data)).toEqual([{ policy: "ask" }]);
    expect(model.requests).toHaveLength(1);
    budget.raise(100);
    await expect(run.result).resolves.toMatchObject({ status: "completed", text: "answer" });
    expect(budget.listeners).toBe(0);
  });

  it("goes on waiting after a raise that is not enough", async () => {
    const budget = new TestBudget(50, { onLimit: "ask" });
    const { run, model } = setup(budget, [{ ...working, usage: { inputTokens: 90 } } as Step, answer]);
    await vi.waitFor(() => expect(budget.listeners).toBe(1));
    budget.raise(10);
    expect(budget.listeners).toBe(1);
    expect(model.requests).toHaveLength(1);
    budget.raise(100);
    await expect(run.result).resolves.toMatchObject({ status: "completed" });
  });

  it("can be cancelled while it waits", async () => {
    const budget = new TestBudget(50, { onLimit: "ask" });
    const { run } = setup(budget, [working, answer]);
    await vi.waitFor(() => expect(budget.listeners).toBe(1));
    run.steering.cancel("too expensive");
    await expect(run.result).rejects.toMatchObject({ reason: "too expensive" });
    expect(budget.listeners).toBe(0);
  });

  it("runs out of time while it waits", async () => {
    const budget = new TestBudget(50, { onLimit: "ask" });
    const { run, clock } = setup(budget, [working, answer]);
    await vi.waitFor(() => expect(budget.listeners).toBe(1));
    clock.advance(3_600_000);
    await expect(run.result).resolves.toMatchObject({ status: "partial", limit: "wall_clock" });
  });

  it("warns once when four fifths are used", async () => {
    const { run, of } = setup(new TestBudget(120), [working, working, answer]);
    await run.result;
    expect(of("budget.warning").map((event) => event.data.usedShare)).toEqual([100 / 120]);
  });
});
