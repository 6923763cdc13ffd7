/** Reading texts into the index, and keeping the board's entries in step. */
import { describe, expect, test } from "vitest";
import { taskRow } from "../../../kernel/src/store/statement/fixture.js";
import { toRange } from "../../../kernel/src/store/statement/search-ranges.js";
import { toRowid } from "./entry.js";
import { createSearchFixture } from "./fixture.js";
import { indexBatch } from "./index-batch.js";
import { createTaskIndex, repairTaskIndex } from "./task-index.js";

const readable = (text: string) => text;
const comment = (id: string, task_id: string) => ({
  id,
  task_id,
  author: "Ada",
  author_type: "user" as const,
  content: `said ${id}`,
  created_at: 0,
});

describe("a batch", () => {
  test("reads at most 200 rows of a source and says whether all are in", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    for (let n = 0; n < 400; n += 1) fixture.posted("dev", "coder", `post ${n}`);
    const next = () => [
      store.writeNow(() => indexBatch({ ...store, readable })),
      store.search.progress("room"),
    ];
    // The second batch cannot know that it read the last row.
    expect([next(), next(), next(), next()]).toEqual([
      [false, 200],
      [false, 400],
      [true, 400],
      [true, 400],
    ]);
  });

  test("stops after half a million characters, so that no message waits long behind it", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    for (let n = 0; n < 12; n += 1) fixture.posted("dev", "coder", "x".repeat(65_536));
    const next = () => [
      store.writeNow(() => indexBatch({ ...store, readable })),
      store.search.progress("room"),
    ];
    expect([next(), next()]).toEqual([
      [false, 9],
      [true, 12],
    ]);
  });

  test("that is rolled back is read again, without a double entry", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    fixture.posted("dev", "coder", "post one");
    const failing = store.write(() => {
      indexBatch({ ...store, readable });
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(store.search.progress("room")).toBe(0);
    expect(await fixture.find("post")).toHaveLength(1);
    expect(await fixture.find("post")).toHaveLength(1);
  });

  test("shows posts and replies as people read them", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    const id = fixture.asked("raw question", ["coder"]);
    fixture.answered(id, "coder", "raw answer");
    fixture.posted("dev", "coder", "raw post");
    store.writeNow(() => indexBatch({ ...store, readable: (text) => text.replace("raw", "clean") }));
    expect((await fixture.find("clean")).map((hit) => hit.kind).sort()).toEqual(["reply", "room"]);
    expect((await fixture.find("raw")).map((hit) => hit.kind)).toEqual(["message"]);
  });
});

describe("the board's entries", () => {
  test("follow each change and deletion of a task and its comments", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    const index = createTaskIndex(store);
    const row = taskRow("task_1", { title: "apple" });
    store.tasks.insert(row);
    index.putTask(row);
    index.putTask({ ...row, title: "banana" });
    for (const id of ["c1", "c2"]) {
      store.tasks.addComment(comment(id, "task_1"));
      index.putComment(comment(id, "task_1"));
    }
    expect([await fixture.find("apple"), (await fixture.find("banana")).length]).toEqual([[], 1]);
    expect(await fixture.find("said")).toHaveLength(2);
    index.removeComment("c1");
    expect((await fixture.find("said")).map((hit) => hit.snippet)).toEqual(["said c2"]);
    index.removeTask("task_1");
    expect(store.search.countBetween(toRange("history").above, toRange("comment").below)).toBe(0);
  });

  test("are repaired only when their number differs, and then match the board", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    const repair = () => store.writeNow(() => repairTaskIndex(store));
    expect(repair()).toBe(0);
    for (let n = 0; n < 501; n += 1) store.tasks.insert(taskRow(`task_${n}`));
    store.tasks.addComment(comment("c1", "task_0"));
    expect([repair(), repair()]).toEqual([502, 0]);
    store.tasks.remove("task_0");
    expect(repair()).toBe(500);
    expect(await fixture.find("said")).toEqual([]);
  });

  test("a repair leaves messages and posts alone", async () => {
    await using fixture = createSearchFixture();
    const { store } = fixture;
    fixture.posted("dev", "coder", "hello");
    await fixture.find("hello");
    store.tasks.insert(taskRow("task_1", { title: "hello" }));
    store.writeNow(() => repairTaskIndex(store));
    expect((await fixture.find("hello")).map((hit) => hit.kind).sort()).toEqual(["room", "task"]);
    expect(store.search.rowidsBetween(toRange("room").above, toRange("room").below, 9)).toEqual([
      toRowid("room", 1),
    ]);
  });
});

test.each([
  ['"', "INVALID_INPUT"],
  ["   ", "INVALID_INPUT"],
  ["-word", "INVALID_INPUT"],
  ["' OR 1=1 --", "found nothing"],
  ["title:word", "found nothing"],
  ["NEAR(word post)", "found nothing"],
  ["word AND NOT x", "found nothing"],
  ["{title body}: word", "found nothing"],
  ["word*", "found"],
  ["WORD", "found"],
  ["^word", "found"],
  ["(word)", "found"],
])("the hostile query %j: %s", async (q, expected) => {
  await using fixture = createSearchFixture();
  fixture.posted("dev", "coder", "word");
  const outcome = await fixture.find(q).then(
    (hits) => (hits.length > 0 ? "found" : "found nothing"),
    (error: { code: string }) => error.code,
  );
  expect(outcome).toBe(expected);
});
