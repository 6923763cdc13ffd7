/** Enough successes settle a fan-out. @requirement GRAPH-2 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toGraph, WIDE } from "../../test-support/plans.js";
import { settled } from "../../test-support/settled.js";
import {
  createMemoryJournal,
  type Execute,
  type ExecuteContext,
  type GraphEvent,
  QuorumError,
  replayGraph,
  resumeGraph,
  runGraph,
  type SpawnOptions,
} from "../index.js";

const parent = () => toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
const three = ["a", "b", "c"].map((id) => ({ id, prompt: `work ${id}` }));

/** Never ends, unless it is cancelled. */
function hang(ctx: ExecuteContext): Promise<never> {
  return new Promise((_, reject) => {
    ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason), { once: true });
  });
}

/** What each child does: answers, fails, or never ends. */
function executeWith(ways: Record<string, "ok" | "fail" | "hang">, options: SpawnOptions): Execute {
  return async (node, ctx) => {
    if (node.id === "p") return { output: Object.fromEntries(await ctx.spawn(three, options)) };
    const way = ways[node.id.slice(2)];
    if (way === "hang") return hang(ctx);
    if (way === "fail") throw new Error("broken");
    return { output: node.id };
  };
}

describe("a spawn with a quorum", () => {
  it("answers as soon as enough children completed, and cancels the others", async () => {
    const events: GraphEvent[] = [];
    const execute = executeWith({ a: "ok", b: "hang", c: "ok" }, { quorum: 2 });
    const result = await settled(runGraph(parent(), { execute, onEvent: (event) => events.push(event) }));
    expect(result.status).toBe("completed");
    expect(result.outputs.get("p")).toEqual({ a: "p/a", c: "p/c" });
    expect(result.nodes.get("p/b")).toMatchObject({
      status: "cancelled",
      reason: "enough of its siblings completed",
    });
    expect(events.filter(({ type }) => type === "node.cancelled")).toHaveLength(1);
  });

  it("does not start children that are no longer needed", async () => {
    const execute = executeWith({ a: "ok" }, { quorum: 1 });
    const result = await settled(runGraph(parent(), { execute, concurrency: 1 }));
    expect([...result.nodes].map(([id, { status }]) => `${id} ${status}`)).toEqual([
      "p completed",
      "p/a completed",
      "p/b skipped",
      "p/c skipped",
    ]);
  });

  it("goes on after failures while enough successes are possible, also under fail-fast", async () => {
    const execute = executeWith({ a: "fail", b: "ok", c: "ok" }, { quorum: 2, onFailure: "fail-fast" });
    const result = await settled(runGraph(parent(), { execute }));
    expect(result.outputs.get("p")).toEqual({ b: "p/b", c: "p/c" });
  });

  it("is refused with the figures and the first failure once it is impossible, and cancels the others", async () => {
    const execute = executeWith({ a: "fail", b: "hang", c: "fail" }, { quorum: 2 });
    const result = await settled(runGraph(parent(), { execute }));
    const { error, status } = result.nodes.get("p") ?? {};
    expect([status, error]).toEqual(["failed", expect.any(QuorumError)]);
    expect(error).toMatchObject({ needed: 2, completed: 0, of: 3, cause: { message: "broken" } });
    expect(result.nodes.get("p/b")?.status).toBe("cancelled");
  });

  it.each([0, 4, 1.5, "2"])("of %s for three children is refused before anything starts", async (quorum) => {
    const execute = executeWith({}, { quorum: quorum as number });
    const result = await settled(runGraph(parent(), { execute }));
    expect(result.nodes.size).toBe(1);
    expect(result.nodes.get("p")?.error).toMatchObject({ message: expect.stringContaining("quorum") });
  });

  it("counts a merged agent for each of its ids", async () => {
    const execute: Execute = async (node, ctx) => {
      if (node.id !== "p") return { output: 1 };
      const same = [
        { id: "a", prompt: "same" },
        { id: "b", prompt: "same" },
      ];
      return { output: [...(await ctx.spawn(same, { quorum: 2 })).keys()] };
    };
    const result = await settled(runGraph(parent(), { execute }));
    expect(result.outputs.get("p")).toEqual(["a", "b"]);
  });

  it("that was reached before a crash starts nothing again", async () => {
    const journal = createMemoryJournal();
    const started: string[] = [];
    const execute: Execute = async (node, ctx) => {
      started.push(node.id);
      if (node.id === "p") return { output: [...(await ctx.spawn(three, { quorum: 2 })).keys()] };
      return node.id === "p/b" ? hang(ctx) : { output: 1 };
    };
    await settled(runGraph(parent(), { execute, journal }));
    const records = await journal.read("main");
    const cancelled = records.findIndex(({ type }) => type === "node.cancelled");
    for (const upTo of [cancelled, cancelled + 1]) {
      const cut = createMemoryJournal();
      cut.append("main", records.slice(0, upTo));
      started.length = 0;
      const result = await settled(resumeGraph(cut, { execute }));
      expect(result.outputs.get("p")).toEqual(["a", "c"]);
      expect(started).toEqual(["p"]);
      expect((await replayGraph(cut)).result.status).toBe("completed");
    }
  });
});

it("any mix of quorums, failures, retries, hangs, cancels and kills settles, with one end for each start", async () => {
  const way = fc.constantFrom("ok" as const, "fail" as const, "hang" as const);
  const wild = fc.record({
    ways: fc.array(way, { minLength: 1, maxLength: 6 }),
    quorum: fc.nat(5),
    retries: fc.nat(2),
    live: fc.integer({ min: 1, max: 6 }),
    cancelAt: fc.option(fc.nat(20)),
    cut: fc.nat(60),
  });
  await fc.assert(
    fc.asyncProperty(wild, async ({ ways, retries, live, cancelAt, cut, ...asked }) => {
      const quorum = 1 + (asked.quorum % ways.length);
      const specs = ways.map((_, i) => ({ id: `c${i}`, prompt: `work ${i}`, retries }));
      const run = async (journal: ReturnType<typeof createMemoryJournal>, resume: boolean) => {
        const abort = new AbortController();
        const open = new Set<string>();
        let events = 0;
        const onEvent = ({ type, nodeId }: GraphEvent) => {
          if (events++ === cancelAt) abort.abort();
          if (type === "node.started") open.add(nodeId ?? "");
          if (/^node\.(completed|failed|cancelled|skipped)$/.test(type)) open.delete(nodeId ?? "");
        };
        const execute: Execute = async (node, ctx) => {
          if (node.id === "p") return { output: (await ctx.spawn(specs, { quorum })).size };
          const how = ways[Number(node.id.slice(3))];
          // A hang would never end without a decision about the quorum: only then may it.
          if (how === "hang" && ways.filter((one) => one === "ok").length >= quorum) return hang(ctx);
          if (how === "fail") throw new Error("broken");
          return { output: node.id };
        };
        const options = {
          execute,
          journal,
          onEvent,
          signal: abort.signal,
          limits: { ...WIDE, maxLive: live },
        };
        const result = await settled(resume ? resumeGraph(journal, options) : runGraph(parent(), options));
        expect(open).toEqual(new Set());
        expect([...result.nodes].filter(([, { status }]) => status === "pending")).toEqual([]);
        const output = result.outputs.get("p");
        if (output !== undefined) expect(output).toBeGreaterThanOrEqual(quorum);
      };
      const hangs = ways.filter((one) => one === "hang").length;
      // With fewer slots than hanging children nobody else could ever start.
      fc.pre(live > hangs);
      const journal = createMemoryJournal();
      await run(journal, false);
      const again = createMemoryJournal();
      const records = await journal.read("main");
      again.append("main", records.slice(0, 1 + (cut % records.length)));
      await run(again, true);
    }),
    { numRuns: 200 },
  );
}, 60_000);
