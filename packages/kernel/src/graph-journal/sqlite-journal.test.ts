import { spawn } from "node:child_process";
import { once } from "node:events";
import { processStartTime } from "@tinyagi/base";
import type { GraphJournalRecord } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createTempStore } from "../store/fixture.js";
import { createSqliteJournal } from "./sqlite-journal.js";

const record = (seq: number, node = `n${seq}`): GraphJournalRecord => ({
  seq,
  type: "node.started",
  node,
  attempt: 1,
});

function journals() {
  const temp = createTempStore();
  let owners = 0;
  const make = () => createSqliteJournal({ store: temp.store, newOwner: () => `owner-${++owners}` });
  return { temp, make };
}

test("records are returned in order, also those of an earlier journal on the same store", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  await make().append("g", [record(1), record(2)]);
  await make().append("g", [record(3)]);
  expect(await make().read("g")).toEqual([record(1), record(2), record(3)]);
  expect(await make().read("other")).toEqual([]);
});

test("more records than a page holds are all read", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const many = Array.from({ length: 2_345 }, (_unused, index) => record(index + 1));
  await make().append("g", many);
  expect(await make().read("g")).toEqual(many);
});

test("a gap or a repeated number refuses the whole batch", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const journal = make();
  await journal.append("g", [record(1)]);
  await expect(journal.append("g", [record(2), record(4)])).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(journal.append("g", [record(1)])).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await journal.read("g")).toEqual([record(1)]);
});

test("changing an output after the append does not change the record", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const output = { text: "first" };
  const appended = make().append("g", [{ seq: 1, type: "node.completed", node: "n", attempt: 1, output }]);
  output.text = "second";
  await appended;
  expect(await make().read("g")).toMatchObject([{ output: { text: "first" } }]);
});

test("a graph has one writer; its lock can be taken again after release, and a second release is harmless", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const first = await make().lock("g");
  await expect(make().lock("g")).rejects.toMatchObject({ code: "CONFLICT" });
  await make().lock("another");
  await first.release();
  const second = await make().lock("g");
  await first.release();
  await expect(make().lock("g")).rejects.toMatchObject({ code: "CONFLICT" });
  await second.release();
});

test("of two simultaneous attempts one gets the lock", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const results = await Promise.allSettled([make().lock("g"), make().lock("g"), make().lock("g")]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("the lock of a dead process can be taken, that of a running one cannot", async () => {
  const { temp, make } = journals();
  await using _store = temp;
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  const start = (await processStartTime(pid)) ?? null;
  await temp.store.write(() =>
    temp.store.graphs.takeLock({ graph_id: "g", owner: "gone", pid, pid_start: start }, null),
  );
  await expect(make().lock("g")).rejects.toMatchObject({ code: "CONFLICT" });
  child.kill("SIGKILL");
  await once(child, "exit");
  const lock = await make().lock("g");
  await lock.release();
});

test("an append rejects when the store cannot be written", async () => {
  const { temp, make } = journals();
  const journal = make();
  await temp[Symbol.asyncDispose]();
  await expect(journal.append("g", [record(1)])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
});
