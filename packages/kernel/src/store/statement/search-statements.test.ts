import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import type { Store } from "../store.js";
import type { SearchEntry } from "./search-statements.js";

/** As large as the numbers the index is used with: more than the driver binds as an integer. */
const BASE = 2 ** 48;

const entry = (n: number, changes: Partial<SearchEntry> = {}): SearchEntry => ({
  rowid: BASE + n,
  title: "",
  body: "word",
  kind: "room",
  ref: "dev",
  agent: "coder",
  time: n,
  ...changes,
});

const all = { match: "word", above: BASE - 1, below: 2 * BASE, limit: 100 };
const found = (store: Store, filter: object = {}) =>
  store.search
    .find({ ...all, ...filter })
    .map((row) => row.rowid - BASE)
    .sort((a, b) => a - b);

describe("entries of the full-text index", () => {
  test("an entry is replaced and removed by its number", async () => {
    await using store = createMemoryStore();
    const { search } = store;
    search.put(entry(1));
    search.put(entry(1, { body: "another" }));
    expect([found(store), found(store, { match: "another" })]).toEqual([[], [1]]);
    search.remove(BASE + 1);
    search.remove(BASE + 7);
    expect([found(store, { match: "another" }), search.countBetween(0, 2 * BASE)]).toEqual([[], 0]);
  });

  test("filters combine, and bounds are exclusive", async () => {
    await using store = createMemoryStore();
    for (let n = 1; n <= 6; n += 1)
      store.search.put(entry(n, { kind: n < 4 ? "room" : "task", agent: n % 2 === 0 ? "a" : "b" }));
    expect(found(store, { above: BASE + 1, below: BASE + 6 })).toEqual([2, 3, 4, 5]);
    expect(found(store, { kind: "room", agent: "b" })).toEqual([1, 3]);
    expect(found(store, { since: 5 })).toEqual([5, 6]);
    expect(found(store, { limit: 2 })).toHaveLength(2);
    expect(found(store, { kind: "comment" })).toEqual([]);
  });

  test("a word in the title ranks above the same word in the text", async () => {
    await using store = createMemoryStore();
    store.search.put(entry(1, { body: "word in the text" }));
    store.search.put(entry(2, { title: "word", body: "in the text" }));
    const rows = store.search.find(all);
    expect(rows.map((row) => row.rowid - BASE)).toEqual([2, 1]);
    expect(rows[0]?.snippet).toBe("\u0002word\u0003");
  });

  test("the newest match behind others is found, within bounds", async () => {
    await using store = createMemoryStore();
    for (let n = 1; n <= 5; n += 1) store.search.put(entry(n, { body: n === 4 ? "other" : "word" }));
    const newest = (skip: number, below = 2 * BASE) => store.search.newestMatch({ ...all, below, skip });
    expect([newest(0), newest(1), newest(3)]).toEqual([BASE + 5, BASE + 3, BASE + 1]);
    expect([newest(4), newest(0, BASE + 3)]).toEqual([undefined, BASE + 2]);
  });

  test("numbers are read in order between two bounds, up to the limit", async () => {
    await using store = createMemoryStore();
    for (const n of [5, 1, 3]) store.search.put(entry(n));
    const between = (above: number, below: number, limit = 9) =>
      store.search.rowidsBetween(BASE + above, BASE + below, limit).map((rowid) => rowid - BASE);
    expect([between(0, 9), between(1, 5), between(0, 9, 2)]).toEqual([[1, 3, 5], [3], [1, 3]]);
    expect(store.search.countBetween(BASE + 1, BASE + 9)).toBe(2);
  });

  test("a page at the end of a large index costs no more than one at its beginning", async () => {
    await using store = createMemoryStore();
    store.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
      INSERT INTO search_index (rowid,title,body,kind,ref,agent,time) SELECT ${BASE} + i, '', 'word', 'room', '', '', i FROM n`);
    const fastest = (read: () => unknown) =>
      Math.min(
        ...Array.from({ length: 30 }, () => {
          const start = performance.now();
          read();
          return performance.now() - start;
        }),
      );
    const page = (after: number) => fastest(() => store.search.rowidsBetween(BASE + after, 2 * BASE, 1));
    const count = (after: number) => fastest(() => store.search.countBetween(BASE + after, 2 * BASE));
    // Reading all entries before the page takes about 100 times as long as the page.
    expect(page(19_998) / page(0)).toBeLessThan(10);
    expect(count(19_998) / page(0)).toBeLessThan(10);
  });
});

describe("what the index is made of", () => {
  test("progress is kept per source and starts at 0", async () => {
    await using store = createMemoryStore();
    const { search } = store;
    expect(search.progress("room")).toBe(0);
    search.setProgress("room", 5);
    search.setProgress("room", 3);
    expect([search.progress("room"), search.progress("history")]).toEqual([3, 0]);
  });

  test("a message is found by its id and agent, the latest if there are several", async () => {
    await using store = createMemoryStore();
    store.conversations.insert(conversationRow("c1"));
    const ids = ["a", "a", "b"].map((agent) => store.messages.insert(messageRow(agent, { message_id: "m" })));
    expect(store.search.messageOf("m", "a")).toMatchObject({
      id: ids[1],
      kind: "user",
      conversation_id: "c1",
    });
    expect(store.search.messageOf("m", "c")).toBeUndefined();
    expect([store.search.firstMessage("c1"), store.search.firstMessage("c2")]).toEqual([ids[0], null]);
  });

  test("a reply belongs to the newest conversation of its thread that existed then", async () => {
    await using store = createMemoryStore();
    for (const [id, created_at] of [
      ["c1", 10],
      ["c2", 20],
      ["c3", 20],
    ] as const)
      store.conversations.insert(conversationRow(id, { reply_to_id: "t", created_at }));
    const at = (time: number, channel = "api") =>
      store.search.conversationOf({ messageId: "t", channel, time });
    expect([at(9), at(10), at(19), at(20)]).toEqual([undefined, "c1", "c1", "c3"]);
    expect(at(20, "web")).toBeUndefined();
  });
});
