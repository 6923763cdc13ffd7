import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conversationRow, createMemoryStore, messageRow } from "../fixture.js";
import { scheduleRow, scheduleRunRow } from "./fixture.js";

describe("schedules", () => {
  test("are listed oldest first, of one agent or all, and counted the same way", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    schedules.insert(scheduleRow("late", { created_at: 2 }));
    schedules.insert(scheduleRow("other", { created_at: 1, agent_id: "writer" }));
    schedules.insert(scheduleRow("same time", { created_at: 1 }));
    const labels = (agent: string | null) => schedules.list(agent).map((row) => row.label);
    expect(labels(null)).toEqual(["other", "same time", "late"]);
    expect(labels("coder")).toEqual(["same time", "late"]);
    expect([schedules.count(), schedules.countOf("coder"), schedules.countOf("none")]).toEqual([3, 2, 0]);
  });

  test("a disabled schedule stays and is not among the enabled ones", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    for (const id of ["a", "b"]) schedules.insert(scheduleRow(id));
    expect([schedules.disable("a", 5), schedules.disable("none", 5)]).toEqual([1, 0]);
    expect(schedules.enabled().map((row) => row.id)).toEqual(["b"]);
    expect(schedules.get("a")).toMatchObject({ enabled: 0, updated_at: 5 });
  });

  test("an update changes everything except id and time of creation", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    schedules.insert(scheduleRow("a", { created_at: 1 }));
    const changed = {
      ...scheduleRow("a", {
        label: "new",
        cron: null,
        run_at: 50,
        time_zone: "Europe/Berlin",
        agent_id: "writer",
      }),
      ...({
        message: "m",
        channel: "web",
        sender: "ana",
        enabled: 0,
        catch_up: "skip",
        overlap: "allow",
        is_named: 0,
      } as const),
      last_due_at: 9,
      created_at: 777,
      updated_at: 3,
    };
    expect(schedules.update(changed)).toBe(1);
    expect(schedules.get("a")).toEqual({ ...changed, created_at: 1 });
    expect([schedules.byLabel("new")?.id, schedules.byLabel("a")]).toEqual(["a", undefined]);
    expect(schedules.update({ ...changed, id: "none" })).toBe(0);
  });

  test("the mark of the last due time never goes back", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    schedules.insert(scheduleRow("a"));
    expect([10, 10, 5, 20].map((due) => schedules.handled("a", due))).toEqual([1, 0, 0, 1]);
    expect(schedules.get("a")?.last_due_at).toBe(20);
  });
});

describe("the history of a schedule", () => {
  test("has one entry per due time; a second one is ignored", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    for (const id of ["a", "b"]) schedules.insert(scheduleRow(id));
    expect(schedules.addRun(scheduleRunRow("a", 10, { status: "skipped", reason: "busy" }))).toBe(1);
    expect(schedules.addRun(scheduleRunRow("a", 10))).toBe(0);
    expect(schedules.addRun(scheduleRunRow("b", 10))).toBe(1);
    expect(schedules.runs("a", 5)).toMatchObject([{ status: "skipped", reason: "busy" }]);
  });

  test("is read newest due time first, whatever the order of its writes", async () => {
    await using store = createMemoryStore();
    const { schedules } = store;
    schedules.insert(scheduleRow("a"));
    for (const due of [20, 40, 10, 30])
      schedules.addRun(scheduleRunRow("a", due, { status: due > 20 ? "failed" : "fired" }));
    expect(schedules.runs("a", 3).map((row) => row.due_at)).toEqual([40, 30, 20]);
    expect([schedules.lastRun("a")?.due_at, schedules.lastFired("a")?.due_at]).toEqual([40, 20]);
    expect([schedules.lastRun("b"), schedules.lastFired("b")]).toEqual([undefined, undefined]);
  });

  test("is cut to the newest entries, and the last firing always stays", async () => {
    const status = fc.constantFrom("fired" as const, "skipped" as const, "failed" as const);
    const entries = fc.uniqueArray(fc.record({ due: fc.nat(1_000), status }), {
      selector: ({ due }) => due,
      maxLength: 12,
    });
    await using store = createMemoryStore();
    const { schedules } = store;
    fc.assert(
      fc.property(entries, fc.nat(6), (runs, keep) => {
        schedules.remove("a");
        schedules.insert(scheduleRow("a"));
        for (const run of runs) schedules.addRun(scheduleRunRow("a", run.due, { status: run.status }));
        const sorted = [...runs].sort((x, y) => y.due - x.due);
        const lastFired = sorted.find((run) => run.status === "fired");
        const kept = sorted.filter((run, place) => place < keep || run === lastFired);
        expect(schedules.pruneRuns("a", keep)).toBe(runs.length - kept.length);
        expect(schedules.runs("a", 100).map((row) => row.due_at)).toEqual(kept.map((run) => run.due));
      }),
    );
  });
});

describe("heartbeats", () => {
  test("beginning again moves the mark and keeps what is known of the last beat", async () => {
    await using store = createMemoryStore();
    const { heartbeats } = store;
    heartbeats.begin("coder", 1);
    expect(heartbeats.get("coder")).toEqual({
      agent_id: "coder",
      last_sent_at: 1,
      last_conversation_id: null,
      failures: 0,
    });
    const sent = { agent_id: "coder", last_sent_at: 2, last_conversation_id: "c1", failures: 3 };
    heartbeats.sent(sent);
    heartbeats.begin("coder", 9);
    heartbeats.begin("analyst", 1);
    expect(heartbeats.list().map((row) => row.agent_id)).toEqual(["analyst", "coder"]);
    expect(heartbeats.get("coder")).toEqual({ ...sent, last_sent_at: 9 });
    expect(heartbeats.get("none")).toBeUndefined();
  });

  test("a lane is busy while a message waits or runs, and a conversation failed once one is dead", async () => {
    await using store = createMemoryStore();
    const { heartbeats, messages } = store;
    store.conversations.insert(conversationRow("c1"));
    const id = messages.insert(messageRow("coder"));
    const busy = () => [heartbeats.isBusy("coder"), heartbeats.isBusy("writer"), heartbeats.hasFailed("c1")];
    expect(busy()).toEqual([true, false, false]);
    const fence = { id, runId: "r", bootId: "b" };
    messages.claimHead({ lane: "coder", runId: "r", bootId: "b", now: 1 });
    expect(busy()).toEqual([true, false, false]);
    messages.die(fence, { errorClass: "auth", error: "no", now: 2 });
    expect(busy()).toEqual([false, false, true]);
  });
});
