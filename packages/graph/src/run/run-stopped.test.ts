import { expect, test, vi } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { settled } from "../../test-support/settled.js";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import {
  createBudget,
  createMemoryJournal,
  DeadlineError,
  type ExecuteContext,
  type GraphEvent,
  type GraphNode,
  replayGraph,
  resumeGraph,
  runGraph,
} from "../index.js";

const until = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("cancelling the root reaches every descendant, and nothing starts afterwards", async () => {
  const stop = new AbortController();
  const aborted: string[] = [];
  const events: GraphEvent[] = [];
  const graph = toGraph([
    { id: "p", prompt: "p", canSpawn: true },
    { id: "later", prompt: "later", dependsOn: ["p"] },
  ]);
  const running = runGraph(graph, {
    limits: { maxDepth: 4 },
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    execute: async (node, ctx) => {
      ctx.signal.addEventListener("abort", () => aborted.push(node.id));
      if (ctx.depth < 3) {
        const answers = await ctx.spawn(
          ["l", "r"].map((id) => ({ id, prompt: node.id + id, canSpawn: true })),
        );
        return { output: answers.size };
      }
      if (node.id === "p/r/r/r") queueMicrotask(() => stop.abort("enough"));
      return until(ctx.signal);
    },
  });
  const result = await running;
  expect(result.status).toBe("cancelled");
  expect(aborted.sort()).toEqual([...result.nodes.keys()].filter((id) => id !== "later").sort());
  expect(result.nodes.get("later")).toMatchObject({ status: "skipped" });
  expect([...result.nodes.values()].filter((n) => n.status === "cancelled")).toHaveLength(15);
  expect(events.filter((e) => e.type === "node.cancelled")).toHaveLength(15);
});

test("a node that ignores its cancellation is left behind after the grace time", async () => {
  const clock = createVirtualClock();
  const stop = new AbortController();
  const graph = toGraph([{ id: "stubborn", prompt: "x" }]);
  const running = runGraph(graph, {
    clock,
    signal: stop.signal,
    execute: (_, ctx) => new Promise(() => void ctx.signal),
  });
  await vi.waitFor(() => expect(clock.timers).toBe(0));
  await Promise.resolve();
  stop.abort();
  await vi.waitFor(() => expect(clock.timers).toBe(1));
  clock.advance(5_000);
  expect(await running).toMatchObject({ status: "cancelled" });
  expect(clock.timers).toBe(0);
});

test("deadlines of a node and of the graph end with DeadlineError", async () => {
  const clock = createVirtualClock();
  const graph = toGraph([{ id: "slow", prompt: "x", timeoutMs: 100, retries: 3 }]);
  const execute = (_: GraphNode, ctx: ExecuteContext) => until(ctx.signal);
  const running = runGraph(graph, { clock, execute });
  await vi.waitFor(() => expect(clock.timers).toBe(1));
  clock.advance(100);
  const result = await running;
  expect(result.nodes.get("slow")).toMatchObject({
    status: "failed",
    attempts: 1,
    error: expect.any(DeadlineError),
  });
  const whole = runGraph(toGraph([{ id: "slow", prompt: "x" }]), { clock, execute, deadlineMs: 50 });
  await vi.waitFor(() => expect(clock.timers).toBe(1));
  clock.advance(50);
  expect(await whole).toMatchObject({ status: "failed" });
});

test("a throwing or rejecting listener changes nothing and is counted", async () => {
  const graph = toGraph([{ id: "a", prompt: "a" }]);
  const execute = async () => ({ output: 1 });
  const throwing = await runGraph(graph, {
    execute,
    onEvent: () => {
      throw new Error("listener");
    },
  });
  expect(throwing).toMatchObject({ status: "completed", listenerFailures: 4 });
  const rejecting = await runGraph(graph, {
    execute,
    onEvent: (async () => Promise.reject(new Error("late"))) as () => void,
  });
  expect(rejecting.status).toBe("completed");
});

test("a listener may cancel from within an event without disturbing the order", async () => {
  const stop = new AbortController();
  const events: GraphEvent[] = [];
  const result = await runGraph(
    toGraph([
      { id: "a", prompt: "a" },
      { id: "b", prompt: "b", dependsOn: ["a"] },
    ]),
    {
      signal: stop.signal,
      execute: async () => ({ output: 1 }),
      onEvent: (event) => {
        events.push(event);
        if (event.type === "node.started") stop.abort();
      },
    },
  );
  expect(result.status).toBe("cancelled");
  expect(events.map((e) => e.offset)).toEqual(events.map((_, i) => i));
  expect(events.filter((e) => e.nodeId === "a").map((e) => e.type)).toEqual([
    "node.started",
    "node.cancelled",
  ]);
});

test.each(["throws", "rejects", "hangs"])(
  "a journal that %s leaves the run whole and the failure visible",
  async (how) => {
    const clock = createVirtualClock();
    const memory = createMemoryJournal();
    let appended = 0;
    const journal = {
      ...memory,
      append: (id: string, records: Parameters<typeof memory.append>[1]) => {
        if (++appended < 3) return memory.append(id, records);
        if (how === "throws") throw new Error("disk full");
        if (how === "rejects") return Promise.reject(new Error("disk full"));
        return new Promise<void>(() => {});
      },
    };
    const graph = toGraph([
      { id: "a", prompt: "a" },
      { id: "b", prompt: "b", dependsOn: ["a"] },
    ]);
    const running = runGraph(graph, { journal, clock, execute: async (node) => ({ output: node.id }) });
    if (how === "hangs") {
      await vi.waitFor(() => expect(clock.timers).toBe(1));
      clock.advance(30_000);
    }
    const result = await running;
    expect(result).toMatchObject({ status: "completed", journalError: expect.any(Error) });
    expect([...result.outputs.keys()]).toEqual(["a", "b"]);
  },
);

test("a budget that is used up stops the run before the next paid call and keeps what is there", async () => {
  const budget = createBudget({ limit: { usd: 0.1 } });
  const graph = toGraph(
    Array.from({ length: 5 }, (_, i) => ({ id: `n${i}`, prompt: `p${i}`, estimate: { usd: 0.04 } })),
  );
  const execute = vi.fn(async (node: GraphNode) => ({ output: node.id, usage: { costUsd: 0.04 } }));
  const result = await runGraph(graph, { execute, budget, concurrency: 1 });
  expect(result.status).toBe("partial");
  expect(execute).toHaveBeenCalledTimes(2);
  expect(result.nodes.get("n4")).toMatchObject({ status: "skipped", reason: "budget" });
  expect(budget.spent.usd).toBeCloseTo(0.08, 9);
  expect(budget.reserved.usd).toBe(0);
});

test("usage reported on the way stops a node in the middle and is not counted twice", async () => {
  const budget = createBudget({ limit: { tokens: 100 } });
  const graph = toGraph([{ id: "a", prompt: "a", estimate: { tokens: 50 } }]);
  const result = await runGraph(graph, {
    budget,
    execute: async (_, ctx) => {
      let turns = 0;
      while (!ctx.signal.aborted) {
        turns++;
        ctx.reportUsage({ inputTokens: 30 });
      }
      return { output: turns, usage: { inputTokens: 30 * turns } };
    },
  });
  expect(result.outputs.get("a")).toBe(4);
  expect(result.usage.inputTokens).toBe(120);
});

test("with `ask` the run pauses, and goes on from the journal with a larger budget", async () => {
  const journal = createMemoryJournal();
  const executed: string[] = [];
  const execute = async (node: GraphNode, ctx: ExecuteContext) => {
    executed.push(node.id);
    if (node.id !== "p") return { output: 1, usage: { costUsd: 0.2 } };
    const answers = await ctx.spawn([
      { id: "a", prompt: "a" },
      { id: "b", prompt: "b", dependsOn: ["a"] },
    ]);
    return { output: answers.size };
  };
  const graph = toGraph([{ id: "p", prompt: "p", canSpawn: true, estimate: { usd: 0.01 } }]);
  const small = createBudget({ limit: { runs: 3, usd: 0.09 }, onLimit: "ask" });
  const paused = await runGraph(graph, { execute, journal, budget: small });
  expect(paused.status).toBe("paused");
  expect(small.reserved).toEqual({ tokens: 0, usd: 0, runs: 0 });
  const result = await resumeGraph(journal, { execute, budget: createBudget({ limit: { usd: 5 } }) });
  expect(result.status).toBe("completed");
  expect(result.outputs.get("p")).toBe(2);
  expect(executed.filter((id) => id === "p/a")).toHaveLength(1);
});

test("a raise while the run still works lets it go on without a pause", async () => {
  const budget = createBudget({ limit: { runs: 1 }, onLimit: "ask" });
  const graph = toGraph([
    { id: "a", prompt: "a" },
    { id: "b", prompt: "b" },
  ]);
  const result = await runGraph(graph, {
    budget,
    onEvent: (e) => {
      if (e.type === "budget.exceeded") queueMicrotask(() => budget.raise({ runs: 5 }));
    },
    execute: async (node) => {
      await new Promise((resolve) => setImmediate(resolve));
      return { output: node.id };
    },
  });
  expect(result.status).toBe("completed");
});

test.each(["before the call", "graph.started", "node.started"])(
  "a run that is cancelled at %s has a journal that can be read and resumed",
  async (moment) => {
    const stop = new AbortController();
    if (moment === "before the call") stop.abort();
    const journal = createMemoryJournal();
    const execute = async (node: GraphNode) => ({ output: node.id });
    const result = await runGraph(toGraph([{ id: "a", prompt: "a" }]), {
      execute,
      journal,
      signal: stop.signal,
      onEvent: ({ type }) => {
        if (type === moment) stop.abort();
      },
    });
    expect(result.status).toBe("cancelled");
    const { result: replayed } = await replayGraph(journal);
    expect(replayed.nodes.get("a")?.status).toBe(result.nodes.get("a")?.status);
    const resumed = await resumeGraph(journal, { execute, retryFailed: true });
    expect(resumed.status).toBe("completed");
  },
);

test.each(["spawn.requested", "spawn.compiled"])(
  "a listener that cancels at %s leaves no child at work",
  async (moment) => {
    const stop = new AbortController();
    const execute = async (node: GraphNode, ctx: ExecuteContext) => {
      if (node.id !== "p") return until(ctx.signal);
      return { output: (await ctx.spawn([{ id: "c", prompt: "c" }])).size };
    };
    const result = await settled(
      runGraph(toGraph([{ id: "p", prompt: "p", canSpawn: true }]), {
        execute,
        signal: stop.signal,
        onEvent: ({ type }) => {
          if (type === moment) stop.abort();
        },
      }),
    );
    expect(result.status).toBe("cancelled");
    expect(result.nodes.get("p/c")?.status).not.toBe("pending");
  },
);
