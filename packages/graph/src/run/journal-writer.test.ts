/** Checkpoints in groups. @requirement GRAPH-2 */
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";
import { describe, expect, test, vi } from "vitest";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { JOURNAL_TIMEOUT_MS, JournalWriter, type NewRecord } from "./journal-writer.js";

const record = (status: string): NewRecord => ({ type: "graph.closed", status, time: 0 });
const turn = () => new Promise<void>((resolve) => queueMicrotask(resolve));

/** A journal whose appends the test answers. */
function manual() {
  const appended: GraphJournalRecord[][] = [];
  const answers: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  const journal: GraphJournal = {
    append(_, records) {
      appended.push([...records]);
      return new Promise<void>((resolve, reject) => answers.push({ resolve, reject }));
    },
    read: () => [],
    lock: () => ({ release() {} }),
  };
  return { journal, appended, answers };
}

function getWriter(journal: GraphJournal | undefined, lastSeq = 0) {
  const clock = createVirtualClock();
  const onFailure = vi.fn();
  return {
    clock,
    onFailure,
    writer: new JournalWriter({ journal, graphId: "g", lastSeq, clock, onFailure }),
  };
}

describe("without a journal", () => {
  test("what waits goes on at once", () => {
    const { writer } = getWriter(undefined);
    const then = vi.fn();
    writer.commit([record("a")], then);
    expect(then).toHaveBeenCalledTimes(1);
    expect([writer.active, writer.idle]).toEqual([false, true]);
  });
});

describe("with a journal", () => {
  test("records of one turn are written together, numbered on from the last", async () => {
    const { journal, appended } = manual();
    const { writer } = getWriter(journal, 7);
    writer.commit([record("a"), record("b")], () => {});
    writer.commit([record("c")], () => {});
    expect(writer.idle).toBe(false);
    await turn();
    expect(appended.map((group) => group.map((r) => r.seq))).toEqual([[8, 9, 10]]);
  });

  test("nothing goes on before its records are down", async () => {
    const { journal, answers } = manual();
    const { writer } = getWriter(journal);
    const order: string[] = [];
    writer.commit([record("a")], () => order.push("a"));
    await turn();
    writer.commit([record("b")], () => order.push("b"));
    await turn();
    expect([order, answers.length]).toEqual([[], 1]);
    answers[0]?.resolve();
    await turn();
    await turn();
    expect(order).toEqual(["a"]);
    answers[1]?.resolve();
    await turn();
    await turn();
    expect([order, writer.idle]).toEqual([["a", "b"], true]);
  });

  test("a commit without records still waits for those before it", async () => {
    const { journal, answers } = manual();
    const { writer } = getWriter(journal);
    const order: string[] = [];
    writer.commit([record("a")], () => order.push("a"));
    writer.commit([], () => order.push("nothing"));
    await turn();
    expect(order).toEqual([]);
    answers[0]?.resolve();
    await turn();
    await turn();
    expect(order).toEqual(["a", "nothing"]);
  });

  test("what goes on may commit again", async () => {
    const written: string[] = [];
    const journal: GraphJournal = {
      append: (_, records) => {
        for (const r of records) if (r.type === "graph.closed") written.push(r.status);
      },
      read: () => [],
      lock: () => ({ release() {} }),
    };
    const { writer } = getWriter(journal);
    writer.commit([record("a")], () => writer.commit([record("b")], () => written.push("end")));
    await vi.waitFor(() => expect(written).toEqual(["a", "b", "end"]));
  });
});

describe("a journal that fails", () => {
  test("by rejecting is reported once, and the run goes on without it", async () => {
    const { journal, appended, answers } = manual();
    const { writer, onFailure } = getWriter(journal);
    const then = vi.fn();
    writer.commit([record("a")], then);
    await turn();
    const error = new Error("disk full");
    answers[0]?.reject(error);
    await vi.waitFor(() => expect(then).toHaveBeenCalledTimes(1));
    expect(onFailure).toHaveBeenCalledExactlyOnceWith(error);
    writer.commit([record("b")], then);
    expect(then).toHaveBeenCalledTimes(2);
    expect([appended.length, writer.active]).toEqual([1, false]);
  });

  test("by throwing is treated alike", async () => {
    const journal: GraphJournal = {
      append() {
        throw new Error("read-only");
      },
      read: () => [],
      lock: () => ({ release() {} }),
    };
    const { writer, onFailure } = getWriter(journal);
    const then = vi.fn();
    writer.commit([record("a")], then);
    await vi.waitFor(() => expect(then).toHaveBeenCalled());
    expect(onFailure).toHaveBeenCalledTimes(1);
  });

  test("by rejecting with nothing is an error all the same", async () => {
    const { journal, answers } = manual();
    const { writer, onFailure } = getWriter(journal);
    writer.commit([record("a")], () => {});
    await turn();
    answers[0]?.reject(undefined);
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalled());
    expect(onFailure.mock.calls[0]?.[0]).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("by silence is given up after its time, and a late answer changes nothing", async () => {
    const { journal, answers } = manual();
    const { writer, clock, onFailure } = getWriter(journal);
    const then = vi.fn();
    writer.commit([record("a")], then);
    await turn();
    clock.advance(JOURNAL_TIMEOUT_MS - 1);
    expect(then).not.toHaveBeenCalled();
    clock.advance(1);
    expect(then).toHaveBeenCalledTimes(1);
    answers[0]?.resolve();
    await turn();
    await turn();
    expect(then).toHaveBeenCalledTimes(1);
    expect(onFailure).toHaveBeenCalledTimes(1);
    expect(clock.timers).toBe(0);
  });

  test("in time leaves no timer behind when it answers", async () => {
    const { journal, answers } = manual();
    const { writer, clock } = getWriter(journal);
    writer.commit([record("a")], () => {});
    await turn();
    answers[0]?.resolve();
    await vi.waitFor(() => expect(writer.idle).toBe(true));
    expect(clock.timers).toBe(0);
  });
});
