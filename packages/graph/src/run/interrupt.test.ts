/** Questions of nodes to people: asked, persisted, answered later. */
import { describe, expect, it } from "vitest";
import { compile, createMemoryJournal, type Execute, replayGraph, resumeGraph, runGraph } from "../index.js";

const CAPABILITIES = { tools: [] };
function toGraph(
  agents: { id: string; dependsOn?: string[]; canSpawn?: boolean }[],
  output: string | string[] = agents.at(-1)?.id ?? "",
) {
  const plan = {
    version: 1 as const,
    goal: "g",
    agents: agents.map((agent) => ({ prompt: agent.id, tools: [], ...agent })),
    output,
  };
  return compile(plan, { capabilities: CAPABILITIES }).graph;
}
const viaJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

describe("a question", () => {
  it("pauses the run when nothing else can go on, and the answer lets it complete; finished nodes do not run again", async () => {
    const graph = toGraph([{ id: "look" }, { id: "pay" }, { id: "end", dependsOn: ["look", "pay"] }]);
    const journal = createMemoryJournal();
    const log: string[] = [];
    const execute: Execute = async ({ id }, ctx) => {
      log.push(`${id} ${ctx.attempt}`);
      if (id !== "pay") return { output: [...ctx.results.values()].join(" ") || id };
      const answer = await ctx.interrupt({ text: "Pay 500?", options: ["yes", "no"] });
      return { output: `paid: ${answer}` };
    };
    const paused = await runGraph(graph, { execute, journal });
    expect(paused.status).toBe("paused");
    const questions = [{ id: "pay#0", node: "pay", question: { text: "Pay 500?", options: ["yes", "no"] } }];
    expect(paused.questions).toEqual(questions);
    expect(viaJson(paused.toJSON()).questions).toEqual(questions);
    expect((await replayGraph(journal)).result.questions).toEqual(questions);

    const again = await resumeGraph(journal, { execute });
    expect(again.questions).toEqual(questions);
    const done = await resumeGraph(journal, { execute, answers: { "pay#0": "yes" } });
    expect(done).toMatchObject({ status: "completed" });
    expect(done.questions).toBeUndefined();
    expect(done.outputs.get("end")).toBe("look paid: yes");
    expect(log).toEqual(["look 1", "pay 1", "pay 1", "pay 1", "end 1"]);
    expect((await replayGraph(journal)).result.status).toBe("completed");
  });

  it("of several nodes and several of one node are open and answered together or one by one", async () => {
    const graph = toGraph([{ id: "a" }, { id: "b" }, { id: "c", dependsOn: ["a", "b"] }]);
    const journal = createMemoryJournal();
    const execute: Execute = async ({ id }, ctx) => {
      if (id === "c") return { output: [...ctx.results.values()] };
      const both = await Promise.all([ctx.interrupt(`${id} one?`), ctx.interrupt(`${id} two?`)]);
      return { output: both };
    };
    const first = await runGraph(graph, { execute, journal });
    expect(first.questions?.map(({ id }) => id).sort()).toEqual(["a#0", "a#1", "b#0", "b#1"]);
    const second = await resumeGraph(journal, { execute, answers: { "a#0": 1, "a#1": 2, "b#1": 4 } });
    expect(second.questions?.map(({ id }) => id)).toEqual(["b#0"]);
    expect(second.nodes.get("a")?.status).toBe("completed");
    const third = await resumeGraph(journal, { execute, answers: { "b#0": null } });
    expect(third.outputs.get("c")).toEqual([
      [1, 2],
      [null, 4],
    ]);
  });

  it("of a spawned node pauses its parent, too, and both go on", async () => {
    const graph = toGraph([{ id: "lead", canSpawn: true }]);
    const journal = createMemoryJournal();
    const execute: Execute = async ({ id }, ctx) => {
      if (id === "lead") {
        const results = await ctx.spawn([{ id: "child", prompt: "p" }]);
        return { output: `lead got ${results.get("child")}` };
      }
      return { output: await ctx.interrupt("ok?") };
    };
    const paused = await runGraph(graph, { execute, journal, capabilities: CAPABILITIES });
    expect(paused.questions?.map(({ id }) => id)).toEqual(["lead/child#0"]);
    const o = { execute, capabilities: CAPABILITIES, answers: { "lead/child#0": true } };
    await expect(resumeGraph(journal, o)).resolves.toMatchObject({ status: "completed" });
  });

  it("does not stop other nodes, which may use its slot", async () => {
    const graph = toGraph([{ id: "ask" }, { id: "work" }], ["ask", "work"]);
    const log: string[] = [];
    const execute: Execute = async ({ id }, ctx) => {
      if (id === "ask") await ctx.interrupt("?");
      log.push(id);
      return { output: id };
    };
    const result = await runGraph(graph, { execute, concurrency: 1 });
    expect([result.status, log]).toEqual(["paused", ["work"]]);
  });

  it("whose node was retried gets the same answer", async () => {
    const plan = {
      version: 1 as const,
      goal: "g",
      agents: [{ id: "a", prompt: "p", retries: 1 }],
      output: "a",
    };
    const { graph } = compile(plan, { capabilities: CAPABILITIES });
    const journal = createMemoryJournal();
    const execute: Execute = async (_node, ctx) => {
      const answer = await ctx.interrupt("?");
      if (ctx.attempt === 1) throw new Error("once");
      return { output: answer };
    };
    await runGraph(graph, { execute, journal });
    const result = await resumeGraph(journal, { execute, answers: { "a#0": 7 } });
    expect(result.outputs.get("a")).toBe(7);
  });

  it("ends with its run when that is cancelled", async () => {
    const graph = toGraph([{ id: "a" }]);
    const controller = new AbortController();
    const waiting: Execute = async (_node, ctx) => {
      const question = ctx.interrupt("?");
      controller.abort(new Error("enough"));
      return { output: await question };
    };
    const cancelled = await runGraph(graph, { execute: waiting, signal: controller.signal });
    expect([cancelled.status, cancelled.questions]).toEqual(["cancelled", undefined]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["an unknown question", { "a#1": 1 }],
    ["an unknown node", { "__proto__#0": 1 }],
    ["a value that is no JSON", { "a#0": new Map([[1, 2]]) }],
  ])("refuses an answer to or of %s and stays open", async (_what, answers) => {
    const journal = createMemoryJournal();
    const execute: Execute = async (_node, ctx) => ({ output: await ctx.interrupt("?") });
    await runGraph(toGraph([{ id: "a" }]), { execute, journal });
    await expect(resumeGraph(journal, { execute, answers })).rejects.toMatchObject({
      code: expect.any(String),
    });
    await expect(resumeGraph(journal, { execute, answers: { "a#0": 1 } })).resolves.toMatchObject({
      status: "completed",
    });
  });

  it("that is no JSON fails its node", async () => {
    const execute: Execute = async (_node, ctx) => ({ output: await ctx.interrupt(new Map([[1, 2]])) });
    const result = await runGraph(toGraph([{ id: "a" }]), { execute, journal: createMemoryJournal() });
    expect(result.nodes.get("a")).toMatchObject({ status: "failed" });
  });
});
