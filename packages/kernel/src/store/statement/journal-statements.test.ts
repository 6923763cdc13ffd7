/** What is recorded and read back: events, runs, spending, graph records, and the story of one message. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import { eventRow, replyRow, runRow } from "./fixture.js";

describe("events", () => {
  test("are numbered without reuse and read after a number, up to the limit", async () => {
    await using store = createMemoryStore();
    const { events } = store;
    expect(events.bounds()).toEqual({ oldest: 1, last: 0 });
    expect(["a", "b", "c"].map((type) => events.insert(eventRow(type)))).toEqual([1, 2, 3]);
    expect(events.after(1, 10).map((row) => row.type)).toEqual(["b", "c"]);
    expect(events.after(0, 2).map((row) => row.type)).toEqual(["a", "b"]);
    expect(events.after(3, 10)).toEqual([]);
    store.db.exec("DELETE FROM events WHERE seq <= 2");
    expect(events.bounds()).toEqual({ oldest: 3, last: 3 });
    store.db.exec("DELETE FROM events");
    expect(events.bounds()).toEqual({ oldest: 4, last: 3 });
    expect(events.insert(eventRow("d"))).toBe(4);
  });

  test("of one run or one conversation are read in order", async () => {
    await using store = createMemoryStore();
    const { events } = store;
    for (const n of [1, 2, 3, 4])
      events.insert(
        eventRow(`e${n}`, { run_id: n === 2 ? null : "r1", conversation_id: n < 3 ? "c1" : "c2" }),
      );
    expect(events.ofRunAfter("r1", 0, 2).map((row) => row.type)).toEqual(["e1", "e3"]);
    expect(events.ofConversation("c1", 9).map((row) => row.type)).toEqual(["e1", "e2"]);
    expect([events.ofRunAfter("none", 0, 9), events.ofConversation("none", 9)]).toEqual([[], []]);
  });

  test("the newest event up to a time is found, also when the clock was set back", async () => {
    await using store = createMemoryStore();
    const { events } = store;
    expect(events.lastUpTo(100)).toBeNull();
    for (const time of [10, 500, 20]) events.insert(eventRow("e", { time }));
    expect([events.lastUpTo(5), events.lastUpTo(15), events.lastUpTo(499), events.lastUpTo(500)]).toEqual([
      null,
      10,
      20,
      20,
    ]);
  });
});

describe("runs", () => {
  test("start once and keep what their process is", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    runs.insert(runRow("r1"));
    expect(runs.get("r1")).toMatchObject({ status: "starting", pid: null, started_at: null });
    expect(runs.started("r1", { pid: 7, start: "x", now: 2 })).toBe(1);
    expect(runs.started("r1", { pid: 8, start: "y", now: 3 })).toBe(0);
    expect(runs.get("r1")).toMatchObject({ status: "running", pid: 7, pid_start: "x", started_at: 2 });
    expect(runs.started("none", { pid: 1, start: null, now: 1 })).toBe(0);
  });

  test("an end records every figure and keeps a session that it does not name", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    runs.insert(runRow("r1", { created_at: 1 }));
    store.db.exec("UPDATE runs SET session_id = 's1'");
    const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 3, costUsd: 0.5, estimated: false };
    runs.end("r1", { status: "failed", errorClass: "auth", error: "no", usage, now: 9 });
    expect(runs.get("r1")).toMatchObject({
      status: "failed",
      error_class: "auth",
      error: "no",
      output: null,
      session_id: "s1",
      input_tokens: 1,
      output_tokens: 2,
      cached_tokens: 3,
      cost_usd: 0.5,
      cost_estimated: 0,
      started_at: 1,
      finished_at: 9,
    });
  });

  test("a page continues before a time, and filters combine", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    for (let n = 1; n <= 6; n += 1)
      runs.insert(
        runRow(`r${n}`, { created_at: n, agent_id: n % 2 === 0 ? "a" : "b", conversation_id: `c${n % 3}` }),
      );
    const ids = (filter: object) => runs.list({ limit: 9, ...filter }).map((row) => row.id);
    const first = ids({ limit: 4 });
    expect([...first, ...ids({ before: 3 })]).toEqual(["r6", "r5", "r4", "r3", "r2", "r1"]);
    expect(ids({ agent: "a", conversation: "c0" })).toEqual(["r6"]);
    expect(ids({ status: "running" })).toEqual([]);
    expect(runs.inConversation("c1").map((row) => row.id)).toEqual(["r1", "r4"]);
  });

  test("a message has one row, its newest attempt, where earlier attempts are left out", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    const add = (id: string, message: number, at: number) =>
      runs.insert(runRow(id, { message_row_id: message, created_at: at }));
    add("a1", 1, 1);
    add("b1", 2, 2);
    add("a2", 1, 3);
    add("a3", 1, 4);
    for (const id of ["a1", "a2"]) runs.end(id, { status: "failed", error: "x", now: 9 });
    runs.end("a3", { status: "completed", now: 9 });
    const ids = (filter: object) => runs.list({ limit: 9, newest: 1, ...filter }).map((row) => row.id);
    expect(ids({})).toEqual(["a3", "b1"]);
    expect(ids({ status: "failed" })).toEqual([]);
    expect(ids({ status: "completed", before: 5 })).toEqual(["a3"]);
    expect(ids({ status: "starting" })).toEqual(["b1"]);
  });

  test("interruptions of a message are counted by their reason", async () => {
    await using store = createMemoryStore();
    const { runs } = store;
    expect(runs.interruptedBy(1, "run.daemon_died")).toEqual({ n: 0, last: null });
    for (const [id, why] of [
      ["r1", "run.daemon_died"],
      ["r2", "run.daemon_died"],
      ["r3", "run.host_died"],
    ] as const) {
      runs.insert(runRow(id, { created_at: Number(id.slice(1)) }));
      runs.end(id, { status: "interrupted", error: "words of any release", why, now: 9 });
    }
    runs.insert(runRow("r4"));
    runs.end("r4", { status: "failed", error: "the daemon stopped unexpectedly", now: 9 });
    expect(runs.interruptedBy(1, "run.daemon_died")).toEqual({ n: 2, last: 2 });
  });
});

test("spending is read page by page without a gap or a repetition, and says which runs work", async () => {
  const run = fc.record({ at: fc.nat(5), live: fc.boolean() });
  await using store = createMemoryStore();
  store.conversations.insert(conversationRow("c1", { team_id: "dev" }));
  fc.assert(
    fc.property(
      fc.array(run, { maxLength: 12 }),
      fc.nat(5),
      fc.integer({ min: 1, max: 4 }),
      (all, since, limit) => {
        store.db.exec("DELETE FROM runs");
        for (const [index, { at, live }] of all.entries()) {
          store.runs.insert(
            runRow(`r${index}`, { created_at: at, conversation_id: index % 2 === 0 ? "c1" : "gone" }),
          );
          if (!live)
            store.runs.end(`r${index}`, {
              status: "completed",
              usage: { costUsd: index, estimated: false },
              now: at,
            });
        }
        const seen: (number | string | null)[] = [];
        for (let before = { at: 5, rowid: 0 }; ; ) {
          const page = store.spend.page({ since, before, limit });
          for (const row of page)
            if (row.live === 0) expect(row.team_id).toBe((row.cost_usd ?? 1) % 2 === 0 ? "dev" : null);
          seen.push(...page.map((row) => (row.live === 1 ? "live" : row.cost_usd)));
          const last = page.at(-1);
          if (last === undefined) break;
          before = { at: last.created_at, rowid: last.rowid };
        }
        const expected = all
          .map(({ at, live }, index) => ({ at, live, index }))
          .filter(({ at }) => at >= since && at < 5)
          .sort((a, b) => b.at - a.at || b.index - a.index);
        expect(seen).toEqual(expected.map(({ live, index }) => (live ? "live" : index)));
      },
    ),
  );
});

describe("graphs", () => {
  test("records are appended in their own order and read after a number", async () => {
    await using store = createMemoryStore();
    const { graphs } = store;
    expect([graphs.lastSeq("g"), graphs.read("g", 0, 9)]).toEqual([0, []]);
    for (const seq of [2, 1, 3]) graphs.append("g", seq, `{"n":${seq}}`);
    graphs.append("other", 9, "{}");
    expect(graphs.lastSeq("g")).toBe(3);
    expect(graphs.read("g", 1, 9)).toEqual([
      { seq: 2, record: '{"n":2}' },
      { seq: 3, record: '{"n":3}' },
    ]);
    expect(graphs.read("g", 0, 1)).toEqual([{ seq: 1, record: '{"n":1}' }]);
  });

  test("a lock is taken when it is free or from the owner that was seen, never from another", async () => {
    await using store = createMemoryStore();
    const { graphs } = store;
    const lock = (owner: string) => ({ graph_id: "g", owner, pid: 1, pid_start: null });
    expect([graphs.takeLock(lock("a"), null), graphs.takeLock(lock("b"), null)]).toEqual([1, 0]);
    expect([graphs.takeLock(lock("c"), "b"), graphs.takeLock(lock("c"), "a")]).toEqual([0, 1]);
    graphs.dropLock("g", "a");
    expect(graphs.lockOf("g")).toEqual(lock("c"));
    graphs.dropLock("g", "c");
    expect(graphs.lockOf("g")).toBeUndefined();
  });
});

describe("the story of a message", () => {
  test("is found by its own id or by the id of its reply", async () => {
    await using store = createMemoryStore();
    const { why } = store;
    store.conversations.insert(conversationRow("c1", { reply_to_id: "thread", created_at: 1 }));
    store.conversations.insert(conversationRow("c2", { reply_to_id: "thread", created_at: 2 }));
    const first = store.messages.insert(messageRow("a", { message_id: "m" }));
    store.messages.insert(messageRow("b", { message_id: "m" }));
    const newest = store.messages.insert(messageRow("a", { conversation_id: "c2" }));
    expect([why.byMessageId("m")?.id, why.byReplyId("thread")?.id]).toEqual([first, newest]);
    expect([why.byMessageId("none"), why.byReplyId("none")]).toEqual([undefined, undefined]);
  });

  test("counts what waits or runs before it in its lane", async () => {
    await using store = createMemoryStore();
    const { why, messages } = store;
    store.conversations.insert(conversationRow("c1"));
    const [done = 0, head, , last = 0] = ["a", "a", "a", "a", "b"].map((agent) =>
      messages.insert(messageRow(agent)),
    );
    messages.cancel(done, { error: "stop", now: 1 });
    expect([
      why.headOf("a", 9)?.id,
      why.countAhead({ lane: "a", id: last, background: 0 }),
      why.headOf("none", 9),
    ]).toEqual([head, 2, undefined]);
    store.runs.insert(runRow("r2", { message_row_id: last, created_at: 2 }));
    store.runs.insert(runRow("r1", { message_row_id: last, created_at: 1 }));
    expect(why.runsOf(last).map((row) => row.id)).toEqual(["r1", "r2"]);
  });

  test("replies that could not be delivered are counted", async () => {
    await using store = createMemoryStore();
    const ids = ["k1", "k2"].map((key) => store.outbox.insert(replyRow(key)));
    store.outbox.die(ids[0] ?? 0, { attempts: 3, error: "no", now: 1 });
    expect(store.metrics.deadReplies()).toBe(1);
  });
});
