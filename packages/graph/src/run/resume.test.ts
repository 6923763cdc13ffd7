/** Runs that go on from their journal. @requirement GRAPH-2 */
import { GRAPH_JOURNAL_FORMAT } from "@tinyagi/contracts";
import { expect, test, vi } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createMemoryJournal,
  type ExecuteContext,
  forkGraph,
  type GraphNode,
  JournalError,
  replayGraph,
  resumeGraph,
  runGraph,
} from "../index.js";
import { replayRecords } from "./replay.js";

const graph = toGraph([
  { id: "p", prompt: "p", canSpawn: true },
  { id: "q", prompt: "q", dependsOn: ["p"] },
]);

/** Doubles the prompt's length; `p` spawns two children. */
function worker(broken: ReadonlySet<string> = new Set()) {
  return vi.fn(async (node: GraphNode, ctx: ExecuteContext) => {
    if (broken.has(node.id)) throw new Error(`${node.id} is broken`);
    if (node.id !== "p")
      return {
        output: `${node.spec.prompt}/${[...ctx.results.values()].join("+")}`,
        usage: { inputTokens: 10 },
      };
    const answers = await ctx.spawn([
      { id: "a", prompt: "a" },
      { id: "b", prompt: "b", dependsOn: ["a"] },
    ]);
    return { output: [...answers.values()].join(",") };
  });
}

test("an ended run is answered from the journal, without executing anything", async () => {
  const journal = createMemoryJournal();
  const first = await runGraph(graph, { execute: worker(), journal });
  const execute = worker();
  expect(await resumeGraph(journal, { execute })).toEqual(first);
  expect(execute).not.toHaveBeenCalled();
  const replayed = await replayGraph(journal);
  expect(replayed.result).toEqual(first);
  expect((await replayGraph(journal, { generation: 0 })).graph.nodes.size).toBe(2);
});

test("retrying failed nodes keeps finished ones, children included", async () => {
  const journal = createMemoryJournal();
  const failed = await runGraph(graph, { execute: worker(new Set(["p/b"])), journal });
  expect(failed.status).toBe("failed");
  const execute = worker();
  const result = await resumeGraph(journal, { execute, retryFailed: true });
  expect(result.status).toBe("completed");
  expect(result.outputs.get("q")).toBe("q/a/,b/a/");
  expect(execute.mock.calls.map(([node]) => node.id).sort()).toEqual(["p", "p/b", "q"]);
  expect(result.usage.inputTokens).toBe(30);
  expect((await resumeGraph(journal, { execute: worker() })).status).toBe("completed");
});

test("one graph is run by one at a time, and its id is not used twice", async () => {
  const journal = createMemoryJournal();
  const lock = await journal.lock("main");
  await expect(runGraph(graph, { execute: worker(), journal })).rejects.toThrow(JournalError);
  await lock.release();
  await runGraph(graph, { execute: worker(), journal });
  await expect(runGraph(graph, { execute: worker(), journal })).rejects.toThrow(/already holds a run/);
  await expect(resumeGraph(journal, { execute: worker(), runId: "unknown" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await runGraph(graph, { execute: worker(), journal, runId: "second" });
});

test("a newer journal is refused, an older one migrated step by step, a damaged one named", async () => {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute: worker(), journal });
  const records = await journal.read("main");
  const withFormat = (format: number) => [{ ...records[0], format }, ...records.slice(1)];
  expect(() => replayRecords(withFormat(GRAPH_JOURNAL_FORMAT + 1))).toThrow(
    expect.objectContaining({ code: "STORE_TOO_NEW" }),
  );
  const step = (from: number) => (old: readonly unknown[]) => [
    { ...(old[0] as object), format: from + 1 },
    ...old.slice(1),
  ];
  const migrated = replayRecords(withFormat(-1), { [-1]: step(-1), 0: step(0) });
  expect(migrated.closed).toBe("completed");
  expect(() => replayRecords(withFormat(0))).toThrow(/No way is known/);
  expect(() => replayRecords(records.filter((_, i) => i !== 3))).toThrow(/Record 4/);
});

test("a fork with an edited prompt runs only what the edit can have changed", async () => {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute: worker(), journal });
  await forkGraph(journal, { newRunId: "child edit", edits: { "p/b": "better" } });
  const execute = worker();
  const result = await resumeGraph(journal, { execute, runId: "child edit" });
  expect(result.outputs.get("p")).toBe("a/,better/a/");
  expect(execute.mock.calls.map(([node]) => node.id)).toEqual(["p", "p/b", "q"]);
  await forkGraph(journal, { newRunId: "leaf edit", edits: { q: "Q" } });
  const leaf = worker();
  expect((await resumeGraph(journal, { execute: leaf, runId: "leaf edit" })).outputs.get("q")).toBe(
    "Q/a/,b/a/",
  );
  expect(leaf).toHaveBeenCalledTimes(1);
  expect((await resumeGraph(journal, { execute: worker() })).outputs.get("q")).toBe("q/a/,b/a/");
});

test("a fork names the run and the generation it comes from", async () => {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute: worker(), journal });
  await forkGraph(journal, { newRunId: "f", generation: 0 });
  expect((await journal.read("f"))[0]).toMatchObject({ forkedFrom: { graph: "main", generation: 0 } });
  await resumeGraph(journal, { execute: worker(), runId: "f" });
  await forkGraph(journal, { runId: "f", newRunId: "g", edits: { q: "Q" } });
  expect((await journal.read("g"))[0]).toMatchObject({ forkedFrom: { graph: "f", generation: 1 } });
  expect((await replayGraph(journal, { runId: "g" })).forkedFrom).toEqual({ graph: "f", generation: 1 });
  expect((await replayGraph(journal)).forkedFrom).toBeUndefined();
});

test("a fork from a generation drops later spawns and runs their parent again", async () => {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute: worker(), journal });
  await forkGraph(journal, { newRunId: "early", generation: 0 });
  expect((await replayGraph(journal, { runId: "early" })).graph.nodes.size).toBe(2);
  const execute = worker();
  expect((await resumeGraph(journal, { execute, runId: "early" })).status).toBe("completed");
  expect(execute).toHaveBeenCalledTimes(4);
});
