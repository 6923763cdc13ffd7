/** New runs from old ones. @requirement GRAPH-2 */
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createMemoryJournal,
  type Execute,
  type ForkOptions,
  forkGraph,
  JournalError,
  replayGraph,
  resumeGraph,
  runGraph,
} from "../index.js";

const graph = toGraph([
  { id: "a", prompt: "a" },
  { id: "b", prompt: "b" },
  { id: "sum", prompt: "sum", dependsOn: ["a", "b"], canSpawn: true },
  { id: "end", prompt: "end", dependsOn: ["sum"] },
]);

/** Answers its prompt and inputs; `sum` spawns two children, one after the other. */
function worker(ran: string[]): Execute {
  return async (node, ctx) => {
    ran.push(node.id);
    const inputs = [...ctx.results.values()].join("+");
    if (node.id === "sum") {
      const one = await ctx.spawn([{ id: "x", prompt: "x" }]);
      const two = await ctx.spawn([{ id: "y", prompt: "y", dependsOn: ["x"] }]);
      return { output: [inputs, one.get("x"), two.get("y")].join(",") };
    }
    return { output: `${node.spec.prompt}(${inputs})` };
  };
}

async function journalOfRun() {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute: worker([]), journal });
  return journal;
}

async function fork(options: Partial<ForkOptions>) {
  const journal = await journalOfRun();
  await forkGraph(journal, { newRunId: "fork", ...options });
  const ran: string[] = [];
  const result = await resumeGraph(journal, { runId: "fork", execute: worker(ran) });
  return { journal, ran, result };
}

test("a fork without a change keeps all finished work", async () => {
  const { ran, result } = await fork({});
  expect(ran).toEqual([]);
  expect([...result.outputs.keys()]).toEqual(["a", "b", "sum", "end"]);
});

test("an edited prompt runs again, with all that depends on it and nothing else", async () => {
  const { ran, result } = await fork({ edits: { b: "better b" } });
  expect(ran).toEqual(["b", "sum", "end"]);
  expect(result.outputs.get("sum")).toBe("a()+better b(),x(),y(x())");
  expect(result.outputs.get("end")).toContain("better b");
});

test("an edited child runs again although its parent asks for the old prompt", async () => {
  const { ran, result } = await fork({ edits: { "sum/x": "better x" } });
  expect(ran).toEqual(["sum", "sum/x", "sum/y", "end"]);
  expect(result.outputs.get("sum")).toContain("better x()");
});

test("a fork of an earlier generation forgets the spawns after it", async () => {
  const { ran, journal, result } = await fork({ generation: 1 });
  expect(ran).toEqual(["sum", "sum/y", "end"]);
  expect(result.generation).toBe(2);
  expect((await replayGraph(journal)).result.status).toBe("completed");
});

test("generations of a fork have no gaps, also when a spawn in the middle was dropped", async () => {
  const two = toGraph([
    { id: "p", prompt: "p", canSpawn: true },
    { id: "q", prompt: "q", canSpawn: true, dependsOn: ["p"] },
  ]);
  const journal = createMemoryJournal();
  const execute: Execute = async (node, ctx) => {
    if (ctx.depth === 0) await ctx.spawn([{ id: "c", prompt: `${node.id} c` }]);
    return { output: node.id };
  };
  await runGraph(two, { execute, journal });
  await forkGraph(journal, { newRunId: "fork", edits: { p: "better p" } });
  await resumeGraph(journal, { runId: "fork", execute });
  const spawned = (await journal.read("fork")).filter((record) => record.type === "spawn.compiled");
  expect(spawned.map((record) => record.generation)).toEqual(spawned.map((_, i) => i + 1));
  const { graph: first } = await replayGraph(journal, { runId: "fork", generation: 1 });
  expect(first.generation).toBe(1);
});

test("the run it was forked from stays as it was", async () => {
  const { journal } = await fork({ edits: { a: "other" } });
  const { result } = await replayGraph(journal);
  expect(result.outputs.get("a")).toBe("a()");
});

test("two forks of one run do not see each other", async () => {
  const journal = await journalOfRun();
  for (const name of ["one", "two"]) {
    await forkGraph(journal, { newRunId: name, edits: { a: name } });
    await resumeGraph(journal, { runId: name, execute: worker([]) });
  }
  expect((await replayGraph(journal, { runId: "one" })).result.outputs.get("a")).toBe("one()");
  expect((await replayGraph(journal, { runId: "two" })).result.outputs.get("a")).toBe("two()");
});

test("a fork may be forked", async () => {
  const { journal } = await fork({ edits: { a: "second" } });
  await forkGraph(journal, { runId: "fork", newRunId: "third", edits: { b: "third" } });
  const result = await resumeGraph(journal, { runId: "third", execute: worker([]) });
  expect(result.outputs.get("sum")).toBe("second()+third(),x(),y(x())");
});

describe("a fork is refused", () => {
  test.each([
    ["of a run that is not there", { runId: "nothing" }, "NOT_FOUND"],
    ["with an edit of a node that is not there", { edits: { nobody: "x" } }, "NOT_FOUND"],
    ["under an id that is taken", { newRunId: "main" }, "CONFLICT"],
  ])("%s", async (_, options, code) => {
    const journal = await journalOfRun();
    const before = await journal.read("main");
    const forked = forkGraph(journal, { newRunId: "fork", ...options });
    await expect(forked).rejects.toBeInstanceOf(JournalError);
    await expect(forked).rejects.toMatchObject({ code });
    expect(await journal.read("main")).toEqual(before);
    expect(await journal.read("fork")).toEqual([]);
  });

  test("while somebody holds its id, and the id is free again afterwards", async () => {
    const journal = await journalOfRun();
    const lock = await journal.lock("fork");
    await expect(forkGraph(journal, { newRunId: "fork" })).rejects.toMatchObject({ code: "CONFLICT" });
    await lock.release();
    await forkGraph(journal, { newRunId: "fork" });
    await expect(forkGraph(journal, { newRunId: "fork" })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("nodes that run again without an edit", () => {
  test("run with what depends on them and what asked for them; finished children and others are kept", async () => {
    const { ran, result } = await fork({ again: ["b"] });
    expect(ran).toEqual(["b", "sum", "end"]);
    expect(result.outputs.get("sum")).toBe("a()+b(),x(),y(x())");
  });

  test("also run again what failed below them, and not what failed elsewhere", async () => {
    const two = toGraph([
      { id: "p", prompt: "p", canSpawn: true },
      { id: "q", prompt: "q", canSpawn: true },
    ]);
    const ran: string[] = [];
    const execute: Execute = async (node, ctx) => {
      ran.push(node.id);
      if (node.spec.id === "bad") throw new Error("no network");
      if (ctx.depth > 0) return { output: node.id };
      const children = [
        { id: "good", prompt: "good" },
        { id: "bad", prompt: "bad" },
        { id: "after", prompt: "after", dependsOn: ["bad"] },
      ];
      await ctx.spawn(children, { onFailure: node.id === "p" ? "fail-fast" : "collect" }).catch(() => {});
      throw new Error("cannot answer");
    };
    const journal = createMemoryJournal();
    await runGraph(two, { execute, journal });
    ran.length = 0;
    await forkGraph(journal, { newRunId: "fork", again: ["p"] });
    await resumeGraph(journal, { runId: "fork", execute });
    expect(ran).toEqual(["p", "p/bad"]);
  });

  test("are named by an id of the graph", async () => {
    const journal = await journalOfRun();
    const forked = forkGraph(journal, { newRunId: "fork", again: ["nobody"] });
    await expect(forked).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("later spawns of the same parent can be dropped, with everything below them", async () => {
  const ran: string[] = [];
  const only = toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
  const execute: Execute = async (node, ctx) => {
    ran.push(node.id);
    if (node.id === "p") {
      await ctx.spawn([{ id: "one", prompt: "one" }]);
      await ctx.spawn([{ id: "two", prompt: "two", canSpawn: true }]);
    }
    if (node.id === "p/two") await ctx.spawn([{ id: "deep", prompt: "deep" }]);
    return { output: node.spec.prompt };
  };
  const journal = createMemoryJournal();
  await runGraph(only, { execute, journal });
  await forkGraph(journal, { newRunId: "fork", edits: { "p/one": "1" }, dropLaterSpawns: true });
  const { graph: dropped } = await replayGraph(journal, { runId: "fork" });
  expect([...dropped.nodes.keys()]).toEqual(["p", "p/one"]);
  await forkGraph(journal, { newRunId: "whole", edits: { "p/two": "2" }, dropLaterSpawns: true });
  const { graph: whole } = await replayGraph(journal, { runId: "whole" });
  expect([...whole.nodes.keys()]).toEqual(["p", "p/one", "p/two"]);
});
