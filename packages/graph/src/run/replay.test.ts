/** Reading journals: whole, cut off, damaged, of other formats. @requirement GRAPH-2 */
import { GRAPH_JOURNAL_FORMAT, type GraphJournalRecord } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { toGraph } from "../../test-support/plans.js";
import {
  createMemoryJournal,
  type Execute,
  JournalError,
  replayGraph,
  resumeGraph,
  runGraph,
  toJSON,
} from "../index.js";
import type { JournalMigration } from "./journal-format.js";
import { RecordedError, replayRecords, totalUsage } from "./replay.js";

const graph = toGraph([
  { id: "a", prompt: "a", retries: 1 },
  { id: "p", prompt: "p", canSpawn: true, dependsOn: ["a"] },
]);
const execute: Execute = async (node, ctx) => {
  if (node.id === "a" && ctx.attempt === 1) {
    ctx.reportUsage({ inputTokens: 4 });
    throw new Error("first try");
  }
  if (node.id === "p") await ctx.spawn([{ id: "c", prompt: "c" }]);
  return { output: node.id, usage: { inputTokens: 10 } };
};

async function recordsOfRun(): Promise<GraphJournalRecord[]> {
  const journal = createMemoryJournal();
  await runGraph(graph, { execute, journal });
  return [...(await journal.read("main"))];
}

test("the whole journal rebuilds graph, states, attempts and usage", async () => {
  const state = replayRecords(await recordsOfRun());
  expect([...state.nodes].map(([id, node]) => [id, node.state, node.attempts, node.output])).toEqual([
    ["a", "completed", 2, "a"],
    ["p", "completed", 1, "p"],
    ["p/c", "completed", 1, "p/c"],
  ]);
  expect([...state.generations]).toEqual([
    ["a", 0],
    ["p", 0],
    ["p/c", 1],
  ]);
  expect([...state.spawned]).toEqual(["p/c"]);
  expect(state.closed).toBe("completed");
  expect(totalUsage(state).inputTokens).toBe(34);
});

test("cut off after any record, it can be read and run to the same end", async () => {
  const records = await recordsOfRun();
  for (let length = 1; length <= records.length; length++) {
    const journal = createMemoryJournal();
    await journal.append("main", records.slice(0, length));
    const result = await resumeGraph(journal, { execute });
    expect([length, result.status, result.outputs.get("p")]).toEqual([length, "completed", "p"]);
    const again = replayRecords(await journal.read("main"));
    expect(again.closed).toBe("completed");
    expect(toJSON(again.graph)).toBe(toJSON(replayRecords(records).graph));
  }
});

test("a node that was running when the journal ends counts as interrupted", async () => {
  const records = await recordsOfRun();
  const started = records.findIndex((record) => record.type === "node.started" && record.node === "p");
  const state = replayRecords(records.slice(0, started + 1));
  expect(state.nodes.get("p")).toMatchObject({
    state: "pending",
    attempts: 1,
    interruptions: 1,
  });
  expect(state.closed).toBeUndefined();
});

test("a failed node keeps name, message and code of its error", async () => {
  const journal = createMemoryJournal();
  await runGraph(toGraph([{ id: "a", prompt: "a", timeoutMs: 5 }]), {
    journal,
    execute: () => Promise.reject(Object.assign(new TypeError("no disk"), { code: "ENOSPC" })),
  });
  const { result } = await replayGraph(journal);
  expect(result.nodes.get("a")?.error).toBeInstanceOf(RecordedError);
  expect(result.nodes.get("a")?.error).toMatchObject({ name: "TypeError", message: "no disk" });
});

test("a replay up to a generation shows the run before the next spawn", async () => {
  const journal = createMemoryJournal();
  await journal.append("main", await recordsOfRun());
  const { graph: before, result } = await replayGraph(journal, { generation: 0 });
  expect([...before.nodes.keys()]).toEqual(["a", "p"]);
  expect(result.status).toBe("paused");
  expect(result.nodes.get("p")?.status).toBe("pending");
});

describe("a damaged journal is refused", () => {
  const damaged = async (change: (records: GraphJournalRecord[]) => unknown[]) => {
    const records = await recordsOfRun();
    try {
      replayRecords(change(records));
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test.each([
    ["without its beginning", (records: GraphJournalRecord[]) => records.slice(1)],
    ["with a record missing", (records: GraphJournalRecord[]) => records.filter((_, i) => i !== 2)],
    ["with a record twice", (records: GraphJournalRecord[]) => [...records.slice(0, 2), ...records.slice(1)]],
    ["with two records exchanged", (r: GraphJournalRecord[]) => [r[0], r[2], r[1], ...r.slice(3)]],
    [
      "with a record of an unknown type",
      (r: GraphJournalRecord[]) => [...r.slice(0, -1), { ...r.at(-1), type: "node.lost" }],
    ],
    ["with text for a record", (records: GraphJournalRecord[]) => [...records, "tail"]],
    [
      "with the end of a node that was never inserted",
      (r: GraphJournalRecord[]) => [
        ...r,
        { seq: r.length + 1, type: "node.skipped", node: "ghost", reason: "guard" },
      ],
    ],
  ])("%s", async (_, change) => {
    const error = await damaged(change);
    expect(error).toBeInstanceOf(JournalError);
    expect(error).toMatchObject({ code: "STORE_DAMAGED" });
  });

  test("and the lock of a run that could not be read is released", async () => {
    const journal = createMemoryJournal();
    await journal.append("main", (await recordsOfRun()).slice(1));
    await expect(resumeGraph(journal, { execute })).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    await (await journal.lock("main")).release();
  });
});

describe("the format", () => {
  const at = (format: number, records: GraphJournalRecord[]): unknown[] =>
    records.map((record) => (record.type === "graph.opened" ? { ...record, format } : record));
  const up: JournalMigration = (records) =>
    records.map((record) =>
      typeof record === "object" && record !== null && "format" in record
        ? { ...record, format: Number(record.format) + 1 }
        : record,
    );

  test("of a later release is refused, with what to do", async () => {
    const records = at(GRAPH_JOURNAL_FORMAT + 1, await recordsOfRun());
    expect(() => replayRecords(records)).toThrow(/Use the release that wrote it/);
    expect(() => replayRecords(records)).toThrow(expect.objectContaining({ code: "STORE_TOO_NEW" }));
  });

  test("of an earlier release is migrated step by step", async () => {
    const records = at(GRAPH_JOURNAL_FORMAT - 2, await recordsOfRun());
    const migrations = { [GRAPH_JOURNAL_FORMAT - 2]: up, [GRAPH_JOURNAL_FORMAT - 1]: up };
    expect(replayRecords(records, migrations).closed).toBe("completed");
  });

  test("that nobody can migrate is refused", async () => {
    const records = at(GRAPH_JOURNAL_FORMAT - 1, await recordsOfRun());
    expect(() => replayRecords(records)).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
  });

  test("of a migration that makes no progress ends in an error, not in a loop", async () => {
    const records = at(GRAPH_JOURNAL_FORMAT - 1, await recordsOfRun());
    const same: JournalMigration = (list) => [...list];
    expect(() => replayRecords(records, { [GRAPH_JOURNAL_FORMAT - 1]: same })).toThrow(/made no progress/);
  });

  test.each([[[]], [[{}]], [[{ format: "1" }]], [[null]]])("of %j is unknown", (records) => {
    expect(() => replayRecords(records)).toThrow(expect.objectContaining({ code: "STORE_DAMAGED" }));
  });
});

test("a run that is not in the journal is not found", async () => {
  await expect(replayGraph(createMemoryJournal(), { runId: "x" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(resumeGraph(createMemoryJournal(), { execute })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
