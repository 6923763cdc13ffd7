/** What is taken out of a plan before it runs. */
import { describe, expect, test } from "vitest";
import { toGraph, toPlan } from "../../test-support/plans.js";
import { type AgentSpecInput, applySpawn, compile, type PlanGuard, runGraph } from "../index.js";

const kept = (agents: AgentSpecInput[], output: string[]) => [...toGraph(agents, { output }).nodes.keys()];
const never: PlanGuard = { any: [] };
const always: PlanGuard = { all: [] };

describe("an agent whose result nobody uses", () => {
  test("is taken out, and so is what only it needed", () => {
    const agents = [
      { id: "needed", prompt: "n" },
      { id: "deep", prompt: "d" },
      { id: "unused", prompt: "u", dependsOn: ["deep", "needed"] },
      { id: "out", prompt: "o", dependsOn: ["needed"] },
    ];
    expect(kept(agents, ["out"])).toEqual(["needed", "out"]);
    expect(toGraph(agents, { output: ["out"] }).pruned).toEqual([
      { id: "unused", reason: "unused" },
      { id: "deep", reason: "unused" },
    ]);
  });

  test("stays when it writes, with everything it needs", () => {
    const agents = [
      { id: "input", prompt: "i" },
      { id: "writer", prompt: "w", effects: "write" as const, dependsOn: ["input"] },
      { id: "out", prompt: "o" },
    ];
    expect(kept(agents, ["out"])).toEqual(["input", "writer", "out"]);
  });

  test("stays in a spawn, where every result is answered", () => {
    const base = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
    const { diff } = applySpawn(base, "p", [
      { id: "x", prompt: "x" },
      { id: "y", prompt: "y" },
    ]);
    expect(diff.added).toEqual(["p/x", "p/y"]);
  });

  test("is not waited for by those that stay", () => {
    const graph = toGraph(
      [
        { id: "dead", prompt: "d", when: never },
        { id: "out", prompt: "o", dependsOn: ["dead"] },
      ],
      { output: ["out"] },
    );
    expect(graph.nodes.get("out")?.deps).toEqual([]);
  });
});

describe("a guard that can never hold", () => {
  test.each([
    ["is empty", never],
    ["contradicts everything", { not: always }],
    ["needs what can never be, beside what is open", { all: [never, { ref: "s", op: "exists" }] }],
  ] as [string, PlanGuard][])("takes out the agent when it %s", (_, when) => {
    const graph = toGraph(
      [
        { id: "s", prompt: "s" },
        { id: "a", prompt: "a", when },
        { id: "out", prompt: "o" },
      ],
      {
        output: ["s", "out"],
      },
    );
    expect(graph.pruned).toEqual([{ id: "a", reason: "guard" }]);
  });

  test("makes a guard over its absent output known as well", () => {
    const graph = toGraph(
      [
        { id: "a", prompt: "a", when: never },
        { id: "b", prompt: "b", when: { ref: "a", op: "exists" } },
        { id: "out", prompt: "o" },
      ],
      { output: ["out"] },
    );
    expect(graph.pruned.map((entry) => entry.id)).toEqual(["a", "b"]);
  });

  test("keeps an output of the plan, which then ends skipped", async () => {
    const graph = toGraph([{ id: "a", prompt: "a", when: never }]);
    expect([...graph.nodes.keys()]).toEqual(["a"]);
    const result = await runGraph(graph, { execute: async () => ({ output: 1 }) });
    expect(result.nodes.get("a")).toMatchObject({ status: "skipped", reason: "guard" });
  });

  test("keeps a writer: a plan must not lose an effect without a trace", () => {
    const graph = toGraph(
      [
        { id: "w", prompt: "w", effects: "write", when: never },
        { id: "out", prompt: "o" },
      ],
      {
        output: ["out"],
      },
    );
    expect([...graph.nodes.keys()]).toEqual(["w", "out"]);
  });
});

test("a guard that always holds, or is open, takes out nothing", () => {
  const graph = toGraph([
    { id: "s", prompt: "s" },
    { id: "a", prompt: "a", when: always },
    { id: "b", prompt: "b", when: { ref: "s", op: "exists" } },
  ]);
  expect(graph.pruned).toEqual([]);
});

test("an output that was merged keeps the agent it was merged into", () => {
  const { graph } = compile(
    toPlan(
      [
        { id: "a", prompt: "same" },
        { id: "b", prompt: "same" },
      ],
      { output: ["b"] },
    ),
    { capabilities: { tools: [] } },
  );
  expect([...graph.nodes.keys()]).toEqual(["a"]);
  expect(graph.output).toEqual(["b"]);
});
