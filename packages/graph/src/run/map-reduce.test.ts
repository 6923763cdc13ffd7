import { describe, expect, it } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import { settled } from "../../test-support/settled.js";
import {
  createMemoryJournal,
  type Execute,
  type MapReduceOptions,
  mapReduce,
  QuorumError,
  resumeGraph,
  runGraph,
} from "../index.js";

const graph = () => toGraph([{ id: "p", prompt: "p", canSpawn: true }]);
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The parent maps numbers to their squares and sums them up. */
function squares(
  count: number,
  options: Partial<MapReduceOptions<number, number>> = {},
  started: string[] = [],
): Execute {
  return async (node, ctx) => {
    started.push(node.id);
    if (node.id !== "p") {
      const n = Number(node.spec.prompt);
      if (n < 0) throw new Error("negative");
      return { output: n * n };
    }
    const output = await mapReduce(ctx, {
      items: numbers(count),
      map: (item) => ({ prompt: String(item) }),
      reduce: (results) => results.reduce((sum, { output: square }) => sum + Number(square), 0),
      ...options,
    });
    return { output };
  };
}

describe("mapReduce", () => {
  it.each([0, 1, 16, 17, 50])("reduces the outputs of %i items, whatever the fan-out is", async (count) => {
    const result = await settled(runGraph(graph(), { execute: squares(count) }));
    const expected = numbers(count).reduce((sum, n) => sum + n * n, 0);
    expect([result.status, result.outputs.get("p")]).toEqual(["completed", expected]);
    expect(result.nodes.size).toBe(1 + count);
  });

  it("gives results in the order of the items, with their items, and leaves out what failed under collect", async () => {
    const seen: unknown[] = [];
    const items = [3, -1, 2];
    const reduce: MapReduceOptions<number, number>["reduce"] = (results) => {
      seen.push(...results);
      return 0;
    };
    await settled(runGraph(graph(), { execute: squares(0, { items, reduce, onFailure: "collect" }) }));
    expect(seen).toEqual([
      { item: 3, index: 0, output: 9 },
      { item: 2, index: 2, output: 4 },
    ]);
  });

  it("settles with a quorum of items", async () => {
    const items = [3, -1, 2];
    const enough = await settled(runGraph(graph(), { execute: squares(0, { items, quorum: 2 }) }));
    expect(enough.outputs.get("p")).toBe(13);
    const tooMany = await settled(runGraph(graph(), { execute: squares(0, { items, quorum: 3 }) }));
    expect(tooMany.nodes.get("p")?.error).toBeInstanceOf(QuorumError);
  });

  it.each([{ fanOut: 0 }, { fanOut: 1.5 }, { quorum: 2, fanOut: 16 }])(
    "refuses %j for 17 items before anything starts",
    async (options) => {
      const result = await settled(runGraph(graph(), { execute: squares(17, options) }));
      expect(result.nodes.get("p")?.error).toMatchObject({ code: "INVALID_INPUT" });
      expect(result.nodes.size).toBe(1);
    },
  );

  it("runs no finished item again after a crash", async () => {
    const journal = createMemoryJournal();
    await settled(runGraph(graph(), { execute: squares(40), journal }));
    const records = await journal.read("main");
    const cut = createMemoryJournal();
    const done = records.findIndex(({ type }) => type === "node.completed") + 10;
    cut.append("main", records.slice(0, done));
    const finished = records.slice(0, done).filter(({ type }) => type === "node.completed").length;
    const started: string[] = [];
    const result = await settled(resumeGraph(cut, { execute: squares(40, {}, started) }));
    expect(result.status).toBe("completed");
    expect(started).toHaveLength(1 + 40 - finished);
  });
});
