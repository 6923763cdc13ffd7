/** The journal in files. @requirement GRAPH-2 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { toGraph } from "../test-support/plans.js";
import { createFileJournal } from "./file-journal.js";
import { type Execute, JournalError, resumeGraph, runGraph } from "./index.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-file-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const graph = toGraph([
  { id: "a", prompt: "a" },
  { id: "b", prompt: "b", dependsOn: ["a"] },
]);
const execute: Execute = async (node, ctx) => ({ output: [node.id, ...ctx.results.values()] });
const file = () => join(folder, "main.jsonl");

test.each(["always", "never"] as const)(
  "a run is found again by another journal on the folder, sync %s",
  async (sync) => {
    const first = await runGraph(graph, { execute, journal: createFileJournal(folder, { sync }) });
    const resumed = await resumeGraph(createFileJournal(folder), {
      execute: () => Promise.reject(new Error("no")),
    });
    expect([...resumed.outputs]).toEqual([...first.outputs]);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  },
);

test("cut off after any byte, the journal is read, continued and read again", async () => {
  await runGraph(graph, { execute, journal: createFileJournal(folder) });
  const bytes = readFileSync(file());
  const opened = bytes.indexOf("\n") + 1;
  for (let length = opened; length <= bytes.length; length += 7) {
    writeFileSync(file(), bytes.subarray(0, length));
    const result = await resumeGraph(createFileJournal(folder), { execute });
    expect([length, result.status]).toEqual([length, "completed"]);
    const records = await createFileJournal(folder).read("main");
    expect(records.map((record) => record.seq)).toEqual(records.map((_, i) => i + 1));
  }
});

test("a reader changes nothing, so that a run under way can be looked at", async () => {
  const journal = createFileJournal(folder);
  await runGraph(graph, { execute, journal });
  appendFileSync(file(), '{"seq":99,"ty');
  const size = statSync(file()).size;
  expect((await createFileJournal(folder).read("main")).at(-1)?.type).toBe("graph.closed");
  expect(statSync(file()).size).toBe(size);
});

test("a damaged line is named, and an unknown graph has no records", async () => {
  const journal = createFileJournal(folder);
  expect(await journal.read("never")).toEqual([]);
  writeFileSync(file(), '{"seq":1}\nnot json\n{"seq":3}\n');
  expect(() => journal.read("main")).toThrow(/Line 2/);
});

test("names of graphs cannot leave the folder", async () => {
  const journal = createFileJournal(folder);
  await runGraph(graph, { execute, journal, runId: "../../escape" });
  expect((await journal.read("../../escape")).length).toBeGreaterThan(0);
  expect(statSync(join(folder, `${encodeURIComponent("../../escape")}.jsonl`)).isFile()).toBe(true);
});

test("one run at a time: also across processes, but not after a process is gone", async () => {
  const journal = createFileJournal(folder);
  const lock = await journal.lock("main");
  expect(() => journal.lock("main")).toThrow(JournalError);
  await lock.release();
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(other, "spawn");
  writeFileSync(`${file()}.lock`, `${other.pid}\n`);
  expect(() => journal.lock("main")).toThrow(JournalError);
  const gone = once(other, "exit");
  other.kill("SIGKILL");
  await gone;
  await (await journal.lock("main")).release();
});

test("the lock of an earlier process with our own pid, or without a pid, is taken over", async () => {
  for (const left of [`${process.pid}\n`, ""]) {
    writeFileSync(`${file()}.lock`, left);
    await (await createFileJournal(folder).lock("main")).release();
  }
});
