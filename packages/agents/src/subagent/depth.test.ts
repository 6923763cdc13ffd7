/** Depth: child = parent + 1, the tightest cap of the path, and nothing at all beyond it. */
import { partial } from "@tinyagi/testkit/partial";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, said, scripted } from "../../test-support/scripted.js";
import { createTestServices } from "../../test-support/setup.js";
import { parentOf, subAgent } from "../../test-support/tree.js";
import type { RunContext } from "../context/context.js";
import { SubAgentDepthError } from "../errors.js";
import { AgentHarness } from "../run/harness.js";
import { defineTool } from "../tool/tool.js";
import { spawnTool } from "./spawn-tool.js";
import { SubAgent } from "./subagent.js";
import { subAgentTool } from "./tool.js";

/** Runs `use` inside a live run at depth 0. */
async function inRun(use: (context: RunContext) => Promise<void>, depth = 8) {
  const probe = defineTool({
    name: "probe",
    description: "d",
    inputSchema: z.unknown(),
    execute: (_input, { run }) => use(run),
  });
  const test = parentOf([{ ...probe, propagates: () => true }], [call("probe"), "done"], { depth });
  await test.parent.run("go");
  return test;
}

/** An agent that calls itself until it may not: the chain of depths its runs had. */
async function chain(policies: readonly number[]): Promise<number[]> {
  const { services, of } = createTestServices();
  let next: SubAgent | undefined;
  for (const [index, depth] of [...policies.entries()].reverse()) {
    const steps = next === undefined ? ["leaf"] : [call(next.name, { input: "deeper" }), "done"];
    const tools = next === undefined ? [] : [subAgentTool(next)];
    const harness = new AgentHarness({
      name: `n${index}`,
      model: scripted(steps),
      tools,
      policy: { depth },
      services,
    });
    next = new SubAgent({ name: `n${index}`, description: "d", harness });
  }
  await next?.invoke("go", { services });
  return of("run.started").map((event) => event.depth);
}

describe("the depth of a run", () => {
  it("is 0 for the first and one more than its parent's for a child", async () => {
    expect(await chain([8, 8, 8, 8])).toEqual([0, 1, 2, 3]);
  });

  it("has a cap of 8 by default", async () => {
    const defaults = Array.from({ length: 12 }, () => 8);
    expect(await chain(defaults)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("is capped by the tightest on the path", async () => {
    expect(await chain([8, 2, 8, 8, 8])).toEqual([0, 1, 2]);
    expect(await chain([1, 8, 8])).toEqual([0, 1]);
    expect(await chain([8, 8, 0, 8])).toEqual([0, 1]);
  });

  it("never exceeds any cap above or of its own, for any chain", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(6), { minLength: 1, maxLength: 7 }), async (caps) => {
        const depths = await chain(caps);
        for (const depth of depths) {
          for (const cap of caps.slice(0, depth + 1)) if (depth > 0) expect(depth).toBeLessThanOrEqual(cap);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("beyond the cap", () => {
  it("there is a typed error before any model call, run or event", async () => {
    const model = scripted([]);
    const helper = subAgent("helper", model);
    const offsets: number[] = [];
    const test = await inRun(async (context) => {
      const stop = context.services.sink.subscribe((event) => offsets.push(event.offset));
      const error: unknown = await helper.invokeInParent("x", context).catch((caught: unknown) => caught);
      stop();
      expect(error).toBeInstanceOf(SubAgentDepthError);
      expect(error).toMatchObject({ depth: 1, cap: 0, code: "SPAWN_REFUSED" });
    }, 0);
    expect(offsets).toEqual([]);
    expect(test.of("run.started")).toHaveLength(1);
    expect(model.requests).toEqual([]);
  });

  it("nothing of the parent's budget is touched", async () => {
    const helper = subAgent("helper", scripted([]));
    const opened: string[] = [];
    await inRun(async (context) => {
      const budget = partial<NonNullable<RunContext["budget"]>>({
        child: () => {
          opened.push("child");
          throw new Error("not to be asked");
        },
      });
      await expect(helper.invokeInParent("x", { ...context, budget })).rejects.toBeInstanceOf(
        SubAgentDepthError,
      );
    }, 0);
    expect(opened).toEqual([]);
  });
});

describe("tools that start runs", () => {
  it("are not offered at the cap", async () => {
    const helper = subAgent("helper", scripted([]));
    const spawn = spawnTool({ onPlan: () => "never" });
    const atCap = parentOf([helper, spawn], ["alone"], { depth: 0 });
    await atCap.parent.run("go");
    expect(atCap.model.requests[0]?.tools).toEqual([]);
    const below = parentOf([helper, spawn], ["alone"], { depth: 1 });
    await below.parent.run("go");
    expect(below.model.requests[0]?.tools.map((tool) => tool.name)).toEqual(["helper", "spawn_agents"]);
  });

  it("are refused there when a model calls them all the same", async () => {
    let plans = 0;
    const spawn = spawnTool({
      onPlan: () => {
        plans += 1;
        return "no";
      },
    });
    const test = parentOf([spawn], [call("spawn_agents", { plan: "{}" }), "alone"], { depth: 0 });
    const { messages, status } = await test.parent.run("go");
    expect(said(messages)[2]).toMatch(/^error-text: This is not a completed answer: the call was refused/);
    expect(test.of("spawn.refused").map((event) => event.data)).toEqual([
      { tool: "spawn_agents", code: "depth" },
    ]);
    expect(test.types()).not.toContain("spawn.requested");
    expect([plans, status]).toEqual([0, "completed"]);
  });
});
