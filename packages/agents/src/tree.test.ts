/** Whole trees of agents: random ones, and many at once. What must hold for each of them. */
import type { Usage } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { TestBudget } from "../test-support/budget.js";
import { hang, type Step, scripted } from "../test-support/scripted.js";
import { createTestServices, imbalances } from "../test-support/setup.js";
import { createFunctionModel } from "./model/function-model.js";
import { AgentHarness } from "./run/harness.js";
import { SubAgent } from "./subagent/subagent.js";
import { subAgentTool } from "./subagent/tool.js";

interface Shape {
  tokens: number;
  ends: "answer" | "limit" | "fails";
  children: Shape[];
}

function toShape(levels: number): fc.Arbitrary<Shape> {
  const ends = fc.oneof(
    { arbitrary: fc.constant("answer" as const), weight: 6 },
    { arbitrary: fc.constant("limit" as const), weight: 2 },
    { arbitrary: fc.constant("fails" as const), weight: 1 },
  );
  const children = levels === 0 ? fc.constant<Shape[]>([]) : fc.array(toShape(levels - 1), { maxLength: 3 });
  return fc.record({ tokens: fc.nat(100), ends, children });
}
const shape = toShape(3);

/** An agent that calls all its children in one turn and then ends as its shape says. */
function resolveAgent(node: Shape, name: string): SubAgent {
  const children = node.children.map((child, at) => resolveAgent(child, `${name}-${at}`));
  const usage = { inputTokens: node.tokens };
  const toolCalls = children.map((child) => ({ name: child.name, input: { input: "go" } }));
  const ends: Record<Shape["ends"], Step> = {
    answer: { text: `${name} is done`, usage },
    limit: { text: "cut", finishReason: "length", usage },
    fails: () => {
      throw new Error("boom");
    },
  };
  const steps = toolCalls.length === 0 ? [ends[node.ends]] : [{ toolCalls, usage }, ends[node.ends]];
  const tools = children.map(subAgentTool);
  const harness = new AgentHarness({ name, model: scripted(steps), tools });
  return new SubAgent({ name, description: "d", harness });
}

function fails(node: Shape): boolean {
  return node.ends === "fails" || node.children.some(fails);
}

describe("any tree of agents", () => {
  it("has ordered offsets and exactly one end for every start", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (node) => {
        const { services, events, clock } = createTestServices();
        const outcome = await resolveAgent(node, "n")
          .invoke("go", { services })
          .then(
            (result) => result.status,
            () => "failed",
          );
        const expected = fails(node) ? "failed" : node.ends === "limit" ? "partial" : "completed";
        expect(outcome).toBe(expected);
        expect(imbalances(events)).toEqual([]);
        expect(services.registry.list()).toEqual([]);
        expect(clock.timers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("has parents that lie one level above in the same tree, and begin before their children", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (node) => {
        const { services, of } = createTestServices();
        await resolveAgent(node, "n")
          .invoke("go", { services })
          .catch(() => "failed");
        const started = of("run.started");
        const known = new Map(started.map((event) => [event.runId, event]));
        for (const event of started) {
          const parent = event.parentRunId === null ? undefined : known.get(event.parentRunId);
          expect(event.depth).toBe(parent === undefined ? 0 : parent.depth + 1);
          expect(event.offset).toBeGreaterThan(parent?.offset ?? -1);
          expect(event.rootRunId).toBe(started[0]?.runId);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("has a total at its root that is the sum of what every model call reported", async () => {
    await fc.assert(
      fc.asyncProperty(shape, async (node) => {
        const { services, of } = createTestServices();
        const budget = new TestBudget(Infinity);
        const result = await resolveAgent(node, "n")
          .invoke("go", { services, budget })
          .catch(() => null);
        const sum = of("model.completed").reduce(
          (total, event) => total + (event.data.usage.inputTokens ?? 0),
          0,
        );
        const booked = of("run.completed").at(-1)?.data.usage.inputTokens ?? 0;
        expect(budget.spent).toBe(sum);
        if (result !== null) expect([result.usage.inputTokens ?? 0, booked]).toEqual([sum, sum]);
      }),
      { numRuns: 40 },
    );
  });

  it("ends whole when its root is cancelled in the middle", async () => {
    const leaves = [0, 1, 2].map(
      (at) =>
        new SubAgent({
          name: `leaf-${at}`,
          description: "d",
          harness: new AgentHarness({ name: "leaf", model: scripted([hang]) }),
        }),
    );
    const toolCalls = leaves.map((leaf) => ({ name: leaf.name, input: { input: "go" } }));
    const tools = leaves.map(subAgentTool);
    const test = createTestServices();
    const harness = new AgentHarness({
      name: "root",
      model: scripted([{ toolCalls }]),
      tools,
      services: test.services,
    });
    const run = harness.start("go");
    await vi.waitFor(() => expect(test.of("model.started")).toHaveLength(4));
    run.steering.cancel("enough");
    await expect(run.result).rejects.toMatchObject({ reason: "enough" });
    expect(test.of("subagent.cancelled")).toHaveLength(3);
    expect(test.types().at(-1)).toBe("run.cancelled");
    expect(imbalances(test.events)).toEqual([]);
    expect(test.clock.timers).toBe(0);
  });
});

describe("many agents at once", () => {
  it("end all, with a thousand children below one run", async () => {
    const usage: Usage = { inputTokens: 1 };
    const model = createFunctionModel("leaf", () => ({ text: "ok", usage }));
    const helper = new SubAgent({
      name: "leaf",
      description: "d",
      harness: new AgentHarness({ name: "leaf", model }),
    });
    const toolCalls = Array.from({ length: 1_000 }, (_, at) => ({ name: "leaf", input: `task ${at}` }));
    const test = createTestServices();
    const root = new AgentHarness({
      name: "root",
      model: scripted([{ toolCalls }, "done"]),
      tools: [subAgentTool(helper)],
      policy: { toolCalls: 1_000 },
      services: test.services,
    });
    const result = await root.run("go");
    expect(result).toMatchObject({ status: "completed", toolCalls: 1_000, usage: { inputTokens: 1_000 } });
    expect(imbalances(test.events)).toEqual([]);
  });

  it("raise no warning of a leak, whatever stands above them", async () => {
    const warnings: string[] = [];
    const note = (warning: Error) => warnings.push(warning.name);
    process.on("warning", note);
    const abort = new AbortController();
    const harness = new AgentHarness({ name: "a", model: createFunctionModel("m", () => "ok") });
    await Promise.all(Array.from({ length: 50 }, () => harness.run("go", { signal: abort.signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  it("leave no listener behind on a signal they share", async () => {
    const abort = new AbortController();
    const model = createFunctionModel("m", () => "ok");
    const harness = new AgentHarness({ name: "a", model });
    const add = vi.spyOn(abort.signal, "addEventListener");
    const remove = vi.spyOn(abort.signal, "removeEventListener");
    await Promise.all(Array.from({ length: 20 }, () => harness.run("go", { signal: abort.signal })));
    expect(add).toHaveBeenCalledTimes(20);
    expect(remove).toHaveBeenCalledTimes(20);
  });
});
