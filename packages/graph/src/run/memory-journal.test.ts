/** The journal in memory. */
import { expect, test } from "vitest";
import { createMemoryJournal, JournalError } from "../index.js";

const closed = (seq: number) => ({ seq, type: "graph.closed" as const, status: "completed", time: 0 });

test("records come back in order, per graph", async () => {
  const journal = createMemoryJournal();
  await journal.append("one", [closed(1)]);
  await journal.append("two", [closed(1)]);
  await journal.append("one", [closed(2), closed(3)]);
  expect((await journal.read("one")).map((record) => record.seq)).toEqual([1, 2, 3]);
  expect(await journal.read("none")).toEqual([]);
});

test("what was read does not change when more is written", async () => {
  const journal = createMemoryJournal();
  await journal.append("one", [closed(1)]);
  const before = await journal.read("one");
  await journal.append("one", [closed(2)]);
  expect(before).toHaveLength(1);
});

test("the list given to append stays the caller's", async () => {
  const journal = createMemoryJournal();
  const given = [closed(1)];
  await journal.append("one", given);
  given.push(closed(2));
  expect(await journal.read("one")).toHaveLength(1);
});

test("one graph has one holder; it may release twice, and the next one then takes it", async () => {
  const journal = createMemoryJournal();
  const lock = await journal.lock("one");
  expect(() => journal.lock("one")).toThrow(JournalError);
  expect(() => journal.lock("one")).toThrow(expect.objectContaining({ code: "CONFLICT" }));
  await journal.lock("two");
  await lock.release();
  await lock.release();
  await journal.lock("one");
  expect(() => journal.lock("one")).toThrow(JournalError);
});
