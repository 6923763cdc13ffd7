/** Runs that wait inside a tool call give their place to others, and get it back before they go on. */

import { createIds, SILENT_LOG } from "@tinyagi/base";
import { describe, expect, test } from "vitest";
import { deferred } from "../runner/fixture.js";
import { createDispatcherFixture } from "./fixture.js";
import { createRunWaits } from "./run-waits.js";

type Fixture = ReturnType<typeof createDispatcherFixture>;

function listWaits(it: Fixture) {
  return createRunWaits({
    store: it.store,
    journal: it.journal,
    newId: createIds(),
    log: SILENT_LOG,
    leave: (runId) => it.dispatcher.leave(runId),
  });
}
const runOf = (it: Fixture, id: number) => it.getSlot(id).claim.run_id;

describe("a run that waits", () => {
  test("lets another one run in its place, and goes on when that one has ended", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    const waits = listWaits(it);
    it.dispatcher.start();
    const [parent = 0, child = 0] = await it.offer("a", "b");
    expect(it.running()).toEqual([parent]);
    const result = deferred<string>();
    const waited = waits.during(runOf(it, parent), "answer", () => result.promise);
    await it.flushed();
    expect(it.running()).toEqual([parent, child]);
    let back = false;
    void waited.then(() => (back = true));
    result.resolve("42");
    await it.flushed();
    expect(back).toBe(false);
    it.getSlot(child).end();
    expect(await waited).toBe("42");
    expect(it.listTypes(parent)).toEqual(["message.accepted", "wait.started"]);
    await it.flushed();
    expect(it.listTypes(parent).at(-1)).toBe("wait.ended");
  });

  test("comes back before messages that have not started", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    const waits = listWaits(it);
    it.dispatcher.start();
    const [parent = 0, child = 0, other = 0] = await it.offer("a", "b", "c");
    const result = deferred<void>();
    const waited = waits.during(runOf(it, parent), "sub_agents", () => result.promise);
    await it.flushed();
    result.resolve();
    await it.flushed();
    it.getSlot(child).end();
    await waited;
    await it.flushed();
    expect(it.running()).toEqual([parent]);
    it.getSlot(parent).end();
    await it.flushed();
    expect(it.running()).toEqual([other]);
  });

  test("keeps its lane, so that its agent starts nothing else meanwhile", async () => {
    await using it = createDispatcherFixture();
    const waits = listWaits(it);
    it.dispatcher.start();
    const [first = 0] = await it.offer("a", "a");
    const result = deferred<void>();
    const waited = waits.during(runOf(it, first), "person", () => result.promise);
    await it.flushed();
    expect(it.running()).toEqual([first]);
    result.resolve();
    await waited;
  });

  test("takes its place again only after the last of several waits", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    const waits = listWaits(it);
    it.dispatcher.start();
    const [parent = 0, child = 0] = await it.offer("a", "b");
    const [one, two] = [deferred<void>(), deferred<void>()];
    const runId = runOf(it, parent);
    const first = waits.during(runId, "answer", () => one.promise);
    const second = waits.during(runId, "person", () => two.promise);
    await it.flushed();
    one.resolve();
    await first;
    expect(it.running()).toEqual([parent, child]);
    two.resolve();
    it.getSlot(child).end();
    await second;
  });

  test("gives its place back again when another wait begins while it comes back", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    const waits = listWaits(it);
    it.dispatcher.start();
    const [parent = 0, child = 0, third = 0] = await it.offer("a", "b", "c");
    const runId = runOf(it, parent);
    const [one, two] = [deferred<void>(), deferred<void>()];
    const first = waits.during(runId, "answer", () => one.promise);
    await it.flushed();
    one.resolve();
    await it.flushed();
    const second = waits.during(runId, "answer", () => two.promise);
    it.getSlot(child).end();
    await first;
    await it.flushed();
    expect(it.running()).toEqual([parent, third]);
    two.resolve();
    it.getSlot(third).end();
    await second;
  });

  test("passes on a failure, and its harness learns when it waits and when not", async () => {
    await using it = createDispatcherFixture();
    const waits = listWaits(it);
    it.dispatcher.start();
    const [id = 0] = await it.offer("a");
    const seen: boolean[] = [];
    const unwatch = waits.stateOf(runOf(it, id)).watch((state) => seen.push(state));
    const fail = async () => {
      throw new Error("nobody answered");
    };
    await expect(waits.during(runOf(it, id), "person", fail)).rejects.toThrow("nobody answered");
    expect(seen).toEqual([true, false]);
    unwatch();
    await waits.during(runOf(it, id), "person", async () => {});
    expect(seen).toEqual([true, false]);
    await it.flushed();
    const ends = it.journal.read(0, 50).filter(({ type }) => type === "wait.ended");
    expect(ends).toMatchObject([{ data: { outcome: "failed" } }, { data: { outcome: "done" } }]);
  });

  test.each(["aborted", "ended"])("tells its work when the run is %s", async (how) => {
    await using it = createDispatcherFixture();
    const waits = listWaits(it);
    it.dispatcher.start();
    const [id = 0] = await it.offer("a");
    const waited = waits.during(
      runOf(it, id),
      "answer",
      (signal) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("over")))),
    );
    if (how === "aborted") it.dispatcher.abort(id, "cancelled");
    else it.getSlot(id).end();
    await expect(waited).rejects.toThrow("over");
  });

  test("that has ended can wait for nothing", async () => {
    await using it = createDispatcherFixture();
    const waits = listWaits(it);
    it.dispatcher.start();
    await expect(waits.during("run_unknown", "answer", async () => {})).rejects.toThrow(/has ended/);
  });

  test("does not delay a stop when everything left only waits", async () => {
    await using it = createDispatcherFixture();
    const waits = listWaits(it);
    it.dispatcher.start();
    const [waiting = 0, working = 0] = await it.offer("a", "b");
    const { signal } = it.getSlot(waiting);
    const waited = waits.during(runOf(it, waiting), "person", (over) => {
      return new Promise((_, reject) => over.addEventListener("abort", () => reject(new Error("over"))));
    });
    const failed = expect(waited).rejects.toThrow("over");
    const stopped = it.dispatcher.stop(60_000);
    await it.flushed();
    expect(signal.aborted).toBe(false);
    it.getSlot(working).end();
    await failed;
    expect(signal.reason).toBe("shutdown");
    it.getSlot(waiting).end();
    await stopped;
  });
});
