import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { TestBudget } from "../../test-support/budget.js";
import { always, call, hang, type Step, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { parentOf, subAgent } from "../../test-support/tree.js";
import type { RunContext } from "../context/context.js";
import type { AgentEvent } from "../events/event.js";
import type { AgentRunOptions } from "../run/harness.js";
import { type AgentTool, defineTool } from "../tool/tool.js";
import { SubAgent } from "./subagent.js";

const USAGE = { inputTokens: 80, outputTokens: 20 };

/** A tool that runs `use` with the context of the run that calls it. */
function inside(use: (run: RunContext) => unknown): AgentTool {
  return defineTool({
    name: "inside",
    description: "d",
    inputSchema: z.unknown(),
    execute: (_input, { run }) => use(run),
  });
}

/** What a child run sees, called by a parent with these options. */
async function childSeen(options: AgentRunOptions, child: { workspace?: string } = {}): Promise<RunContext> {
  const seen: RunContext[] = [];
  const helper = subAgent("helper", scripted([call("inside"), "ok"]), {
    tools: [inside((run) => seen.push(run))],
  });
  const test = parentOf([inside((run) => helper.invokeInParent("x", run, child))], [call("inside"), "done"]);
  await test.parent.run("go", options);
  const [context] = seen;
  if (context === undefined) throw new Error("the child did not run");
  return context;
}

describe("a sub-agent", () => {
  it("invoked alone is the first run of its own tree", async () => {
    const { services, types, events } = createTestServices();
    const result = await subAgent("helper", scripted(["ok"])).invoke("x", { services });
    expect(result).toMatchObject({ text: "ok", runId: "run-1", status: "completed" });
    expect(types()).toEqual([
      "subagent.started",
      "run.started",
      "model.started",
      "model.completed",
      "run.completed",
      "subagent.completed",
    ]);
    expect(events[0]).toMatchObject({ agent: "helper", depth: 0, parentRunId: null, rootRunId: "run-1" });
  });

  it("uses the services of its harness when it is given none", async () => {
    const { services, types } = createTestServices();
    await subAgent("helper", scripted(["ok"]), { services }).invoke("x");
    expect(types()).toContain("subagent.completed");
  });

  it("invoked in a parent is a run below it", async () => {
    const helper = subAgent("helper", scripted(["ok"]));
    const test = parentOf([inside((run) => helper.invokeInParent("x", run))], [call("inside"), "done"]);
    await test.parent.run("go");
    const [root, child] = test.of("run.started");
    expect(child).toMatchObject({
      parentRunId: root?.runId,
      rootRunId: root?.runId,
      depth: 1,
      agent: "helper",
    });
    expect(imbalances(test.events)).toEqual([]);
  });

  it("says that a partial result is one", async () => {
    const { services, of } = createTestServices();
    const helper = subAgent("helper", always(call("none")), { agent: { limits: { modelCalls: 1 } } });
    await expect(helper.invoke("x", { services })).resolves.toMatchObject({ status: "partial" });
    expect(of("subagent.completed")[0]?.data).toMatchObject({ status: "partial", limit: "model_calls" });
  });

  it("takes the tightest of policy, its own limits and the call's", async () => {
    const run = async (own: number, asked: number) => {
      const model = always(call("none"));
      const helper = subAgent("helper", model, {
        policy: { modelCalls: 5, noProgress: 100 },
        agent: { limits: { modelCalls: own } },
      });
      await helper.invoke("x", { limits: { modelCalls: asked } });
      return model.requests.length;
    };
    expect([await run(3, 9), await run(9, 2), await run(9, 9)]).toEqual([3, 2, 5]);
  });

  it("needs a name that can be a tool's and a description", () => {
    const harness = subAgent("x", scripted([]));
    expect(harness.name).toBe("x");
    expect(() => subAgent("two words", scripted([]))).toThrow("1 to 64 letters");
    expect(() => subAgent("x", scripted([]), { agent: { description: " " } })).toThrow("description");
    expect(harness).toBeInstanceOf(SubAgent);
  });
});

describe("the events of a call", () => {
  async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
    const list: AgentEvent[] = [];
    for await (const event of events) list.push(event);
    return list;
  }

  it("come as they happen and end with the call", async () => {
    const { services } = createTestServices();
    const call1 = subAgent("helper", scripted(["ok"])).invokeWithEvents("x", { services });
    const events = await collect(call1.events);
    expect(events[0]?.type).toBe("subagent.started");
    expect(events.at(-1)?.type).toBe("subagent.completed");
    expect(imbalances(events)).toEqual([]);
    await expect(call1.result).resolves.toMatchObject({ text: "ok", runId: call1.runId });
  });

  it("hold the runs below and nothing of other trees on the same sink", async () => {
    const { services } = createTestServices();
    const inner = subAgent("inner", scripted(["in"]));
    const outer = subAgent("outer", scripted([call("inside"), "out"]), {
      tools: [inside((run) => inner.invokeInParent("y", run))],
    });
    const other = subAgent("other", scripted(["x"]));
    const [first, second] = [
      outer.invokeWithEvents("x", { services }),
      other.invokeWithEvents("x", { services }),
    ];
    const events = await collect(first.events);
    expect(new Set(events.map((event) => event.agent))).toEqual(new Set(["outer", "inner"]));
    expect(new Set((await collect(second.events)).map((event) => event.agent))).toEqual(new Set(["other"]));
  });

  it("end after a failure too, and the failure is the result's", async () => {
    const invocation = subAgent("helper", scripted([])).invokeWithEvents("x");
    const events = await collect(invocation.events);
    expect(events.at(-1)?.type).toBe("subagent.failed");
    await expect(invocation.result).rejects.toMatchObject({ name: "ModelCallError" });
  });

  it("let the reader steer what it sees", async () => {
    const invocation = subAgent("helper", scripted([hang])).invokeWithEvents("x");
    for await (const event of invocation.events) {
      if (event.type === "model.started") invocation.steering.cancel("seen enough");
    }
    await expect(invocation.result).rejects.toMatchObject({ reason: "seen enough" });
  });

  it("do not begin for a call that cannot begin", async () => {
    const { services, events } = createTestServices();
    const helper = subAgent("helper", scripted([]));
    expect(() => helper.invokeWithEvents("", { services })).toThrow("not empty");
    await expect(helper.invoke("", { services })).rejects.toThrow("not empty");
    expect(events).toEqual([]);
  });
});

describe("a child inherits", () => {
  it("the workspace, unless it is given one", async () => {
    expect((await childSeen({ workspace: "/w/parent" })).workspace).toBe("/w/parent");
    expect((await childSeen({ workspace: "/w/parent" }, { workspace: "/w/child" })).workspace).toBe(
      "/w/child",
    );
    expect((await childSeen({})).workspace).toBeNull();
  });

  it("the remaining time", async () => {
    const context = await childSeen({ limits: { wallClockMs: 5_000 } });
    expect(context.deadline).toBe(1_005_000);
  });

  it("the sink and the services", async () => {
    const helper = subAgent("helper", scripted(["ok"]));
    const own = createTestServices();
    const test = parentOf(
      [inside((run) => helper.invokeInParent("x", run, { services: own.services }))],
      [call("inside"), "done"],
    );
    await test.parent.run("go");
    expect(own.events).toEqual([]);
    expect(test.of("subagent.completed")).toHaveLength(1);
  });

  it("the cancellation: none begins in a parent that is cancelled already", async () => {
    const model = scripted([]);
    const helper = subAgent("helper", model);
    const test = parentOf([], [hang]);
    const run = test.parent.start("go");
    await vi.waitFor(() => expect(test.types()).toContain("model.started"));
    run.steering.cancel("over");
    await expect(run.result).rejects.toMatchObject({ reason: "over" });
    await expect(helper.invokeInParent("x", run.context)).rejects.toMatchObject({ reason: "over" });
    expect(model.requests).toEqual([]);
  });
});

describe("the usage of a child", () => {
  it("counts in every run above as it comes", async () => {
    const step: Step = { text: "ok", usage: USAGE };
    const inner = subAgent("inner", scripted([step]));
    const outer = subAgent("outer", scripted([{ ...call("inside"), usage: USAGE }, step]), {
      tools: [inside((run) => inner.invokeInParent("y", run))],
    });
    const seen: unknown[] = [];
    const test = parentOf(
      [
        inside(async (run) => {
          await outer.invokeInParent("x", run);
          seen.push(run.usage.total.inputTokens);
        }),
      ],
      [{ ...call("inside"), usage: USAGE }, step],
    );
    const result = await test.parent.run("go");
    expect(seen).toEqual([320]);
    expect(result.ownUsage.inputTokens).toBe(160);
    expect(result.usage.inputTokens).toBe(400);
    expect(result.usage.estimated).toBe(true);
  });

  it("counts also when the child fails", async () => {
    const helper = subAgent("helper", scripted([{ ...call("none"), usage: USAGE }]));
    const test = parentOf(
      [inside((run) => helper.invokeInParent("x", run).catch(() => "failed"))],
      [call("inside"), "done"],
    );
    const result = await test.parent.run("go");
    expect(result.usage.inputTokens).toBe(80);
  });
});

describe("the budget of a child", () => {
  const spender: Step = { text: "ok", usage: USAGE };

  function withBudget(budget: TestBudget, helper: SubAgent, after: Step = "done") {
    const test = parentOf([helper], [call(helper.name, { input: "x" }), after]);
    return { ...test, result: test.parent.run("go", { budget }) };
  }

  it("is opened out of its parent's and closed with its end", async () => {
    const budget = new TestBudget(1_000);
    const test = withBudget(budget, subAgent("helper", scripted([spender])));
    await test.result;
    expect(budget.log).toEqual(["child soft", "close"]);
    expect([budget.spent, budget.runs]).toEqual([100, 2]);
    const types = test.types().filter((type) => type.startsWith("budget."));
    expect(types).toEqual([
      "budget.reconciled",
      "budget.reserved",
      "budget.reconciled",
      "budget.refunded",
      "budget.reconciled",
    ]);
  });

  it("is what it asked for, or what the parent has if that is less", async () => {
    const budget = new TestBudget(500);
    const helper = subAgent("helper", always(spender), { agent: { budget: { tokens: 900 } } });
    const test = withBudget(budget, helper);
    await test.result;
    expect(budget.log[0]).toBe("child 500");
    expect(test.of("budget.reserved")[0]?.data).toEqual({ tokens: 500 });
    expect(test.of("budget.refunded")[0]?.data).toEqual({ tokens: 400 });
  });

  it("stops the child alone, and its parent goes on", async () => {
    const budget = new TestBudget(10_000);
    const helper = subAgent("helper", always({ ...call("none"), text: "half", usage: USAGE }), {
      agent: { budget: { tokens: 150 } },
    });
    const test = withBudget(budget, helper, "alone");
    const { messages, text, status } = await test.result;
    expect(JSON.stringify(messages)).toMatch(/not a completed answer: .*budget.*half/);
    expect([text, status]).toEqual(["alone", "completed"]);
  });

  it("that cannot be opened is an error result and no run", async () => {
    const budget = new TestBudget(1_000);
    const model = scripted([]);
    const test = withBudget(
      budget,
      subAgent("helper", model, { agent: { budget: { tokens: 100 } } }),
      "alone",
    );
    vi.spyOn(budget, "child").mockImplementation(() => {
      throw new Error("closed");
    });
    const { messages } = await test.result;
    expect(JSON.stringify(messages)).toContain("no room for the sub-agent");
    expect(model.requests).toEqual([]);
    expect(test.types()).not.toContain("subagent.started");
  });

  it("is closed when the child fails", async () => {
    const budget = new TestBudget(1_000);
    const test = withBudget(budget, subAgent("helper", scripted([])));
    await expect(test.result).rejects.toThrow();
    expect(budget.log).toEqual(["child soft", "close"]);
  });

  it("that the caller brings is booked on and left open", async () => {
    const budget = new TestBudget(1_000);
    await subAgent("helper", scripted([spender])).invoke("x", { budget });
    expect([budget.spent, budget.closed, budget.log]).toEqual([100, 0, []]);
  });
});
