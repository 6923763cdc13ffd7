import fc from "fast-check";
import { expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createBudget,
  createEstimator,
  createSpawningContext,
  type GraphEvent,
  PlanError,
  SpawnRefusedError,
  toJSON,
} from "../index.js";

const spawner = (id: string, prompt = id) => ({ id, prompt, canSpawn: true });

test("caps hold after any sequence of spawns, and a refusal leaves no trace", () => {
  const limits = { maxDepth: 2, maxFanOut: 3, maxTotal: 12 };
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 4 })), { maxLength: 20 }), (calls) => {
      const budget = createBudget({ limit: { usd: 1 } });
      const context = createSpawningContext({ limits, budget });
      calls.forEach(([at, count], n) => {
        const ids = [null, ...context.graph.nodes.keys()];
        const specs = Array.from({ length: count }, (_, i) => ({
          ...spawner(`c${n}x${i}`),
          estimate: { usd: 0.1 },
        }));
        const before = { text: toJSON(context.graph), counts: context.counts, reserved: budget.reserved };
        try {
          context.spawn(ids[at % ids.length] ?? null, specs);
          expect(count).toBeLessThanOrEqual(3);
        } catch (error) {
          expect(error).toBeInstanceOf(SpawnRefusedError);
          expect({ text: toJSON(context.graph), counts: context.counts, reserved: budget.reserved }).toEqual(
            before,
          );
        }
      });
      expect(context.counts.total).toBeLessThanOrEqual(12);
      expect(budget.reserved.usd).toBeLessThanOrEqual(1);
      expect(Math.max(0, ...[...context.graph.nodes.values()].map((node) => node.depth))).toBeLessThanOrEqual(
        2,
      );
      for (const id of context.graph.nodes.keys()) context.settle(id);
      expect(budget.reserved.usd).toBe(0);
      expect(context.counts.open).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test("the sum of the estimates must fit what is left; a refusal refunds everything", () => {
  const budget = createBudget({ limit: { usd: 1 } });
  const context = createSpawningContext({ budget, graph: toGraph([spawner("p")]) });
  const cost = (id: string, usd: number) => ({ id, prompt: id, estimate: { usd } });
  context.spawn("p", [cost("a", 0.6)]);
  expect(() => context.spawn("p", [cost("b", 0.3), cost("c", 0.3)])).toThrow(
    expect.objectContaining({ reason: "budget" }),
  );
  expect(budget.reserved.usd).toBe(0.6);
  context.settle("p/a", { costUsd: 0.1 });
  expect(budget.available.usd).toBeCloseTo(0.9, 9);
  context.spawn("p", [cost("b", 0.3), cost("c", 0.3)]);
});

test("past runs decide over the claim of the plan", () => {
  const estimator = createEstimator();
  for (let i = 0; i < 10; i++) estimator.record({ agent: "coder" }, { usage: { costUsd: 0.5 + i / 100 } });
  const context = createSpawningContext({
    estimator,
    budget: createBudget({ limit: { usd: 1 } }),
    graph: toGraph([spawner("p")]),
  });
  const cheap = (id: string) => ({
    id,
    prompt: id,
    agent: "coder",
    estimate: { usd: 0.01 },
    rationale: "tiny",
  });
  expect(() => context.spawn("p", [cheap("a"), cheap("b")])).toThrow(
    expect.objectContaining({ reason: "budget" }),
  );
  const { p90, samples, claimed } = estimator.estimateSpec({
    ...toGraph([cheap("a")]).nodes.get("a")?.spec,
  } as never);
  expect(p90.usd).toBeCloseTo(0.58, 9);
  expect(samples).toBe(10);
  expect(claimed).toEqual({ estimate: { usd: 0.01 }, rationale: "tiny" });
  expect(estimator.estimate({ agent: "new" })).toMatchObject({ samples: 0, p90: { tokens: 8_000 } });
});

test("a child may lower caps for its descendants and never raise them", () => {
  const context = createSpawningContext({
    limits: { maxDepth: 3, maxFanOut: 2 },
    graph: toGraph([spawner("p")]),
  });
  context.spawn("p", [spawner("a")], { limits: { maxDepth: 2, maxTotal: 2, maxFanOut: 99 } });
  expect(() => context.spawn("p/a", [spawner("x"), spawner("y"), spawner("z")])).toThrow(
    expect.objectContaining({ reason: "total" }),
  );
  context.spawn("p/a", [spawner("x")]);
  expect(() => context.spawn("p/a/x", [spawner("deep")])).toThrow(
    expect.objectContaining({ reason: "depth" }),
  );
  expect(() => context.spawn("p", [spawner("b"), spawner("c"), spawner("d")])).toThrow(
    expect.objectContaining({ reason: "fan_out" }),
  );
});

test("the same task as an ancestor is refused at any distance, white space aside", () => {
  const context = createSpawningContext({ graph: toGraph([spawner("p", "Write the report")]) });
  context.spawn("p", [spawner("a", "part")]);
  expect(() => context.spawn("p/a", [spawner("b", " Write\nthe  report ")])).toThrow(
    expect.objectContaining({ reason: "duplicate_delegation" }),
  );
  context.spawn("p/a", [{ ...spawner("c", "Write the report"), agent: "another" }]);
});

test("a journal that throws undoes the spawn", () => {
  const budget = createBudget({ limit: { usd: 1 } });
  const journal = () => {
    throw new Error("disk full");
  };
  const context = createSpawningContext({ budget, journal, graph: toGraph([spawner("p")]) });
  expect(() => context.spawn("p", [spawner("a")])).toThrow("disk full");
  expect(context.counts).toEqual({ total: 1, spawned: 0, open: 1 });
  expect(budget.reserved.usd).toBe(0);
});

test("events tell of requests, refusals with their limit, and compiled generations", () => {
  const events: GraphEvent[] = [];
  const context = createSpawningContext({
    graph: toGraph([spawner("p")]),
    limits: { maxFanOut: 1 },
    onEvent: (e) => events.push(e),
  });
  context.spawn("p", [spawner("a")]);
  expect(() => context.spawn("p", [spawner("b"), spawner("c")])).toThrow(SpawnRefusedError);
  expect(() => context.spawn("p", [{ id: "no prompt", prompt: "" }])).toThrow(PlanError);
  expect(events.map((e) => e.type)).toEqual([
    "spawn.requested",
    "spawn.compiled",
    "spawn.requested",
    "spawn.refused",
    "limit.reached",
    "spawn.requested",
    "spawn.refused",
  ]);
  expect(events[1]).toMatchObject({
    nodeId: "p",
    rootId: "p",
    depth: 0,
    data: { generation: 1, added: ["p/a"] },
  });
});
