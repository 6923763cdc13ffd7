import { describe, expect, test } from "vitest";
import { createDispatcherFixture } from "./fixture.js";
import { STOP } from "./stop-reason.js";

describe("stopping", () => {
  test("claims nothing more, waits for what runs, and can be started again", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [a1, a2] = [it.send("a"), it.send("a")];
    await it.flushed();
    const stopped = it.dispatcher.stop(60_000);
    it.send("b");
    await it.flushed();
    expect([it.running(), it.getSlot(a1).signal.aborted]).toEqual([[a1], false]);
    it.getSlot(a1).end();
    await stopped;
    it.clock.advance(60_000);
    await it.flushed();
    expect([it.running(), it.dispatcher.live()]).toEqual([[], 0]);
    it.dispatcher.start();
    await it.flushed();
    expect(it.started).toContain(a2);
  });

  test("a claim in flight is not begun", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.dispatcher.stop(60_000);
    expect(it.started).toEqual([]);
    expect(it.store.messages.get(id)).toMatchObject({ status: "pending", attempts: 0 });
  });

  test("aborts with the shutdown reason when the grace is over, and still waits for the end", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const slot = it.getSlot(id);
    let ended = false;
    const stopped = it.dispatcher.stop(1).then(() => {
      ended = true;
    });
    await new Promise((resolve) => slot.signal.addEventListener("abort", resolve, { once: true }));
    await it.flushed();
    expect([slot.signal.reason, ended]).toEqual([STOP.shutdown, false]);
    slot.end();
    await stopped;
  });

  test("hurry cuts the grace short", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const slot = it.getSlot(id);
    const stopped = it.dispatcher.stop(60_000);
    expect(slot.signal.aborted).toBe(false);
    it.dispatcher.hurry();
    expect(slot.signal.reason).toBe(STOP.shutdown);
    slot.end();
    await stopped;
  });

  test("hurry before the stop counts too", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const slot = it.getSlot(id);
    it.dispatcher.hurry();
    expect(slot.signal.aborted).toBe(false);
    const stopped = it.dispatcher.stop(60_000);
    expect(slot.signal.aborted).toBe(true);
    slot.end();
    await stopped;
  });

  test("several stops end together, by the shortest grace", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const slot = it.getSlot(id);
    const stops = [it.dispatcher.stop(60_000), it.dispatcher.stop(0), it.dispatcher[Symbol.asyncDispose]()];
    expect(slot.signal.aborted).toBe(true);
    slot.end();
    await Promise.all(stops);
  });

  test("the reason of an earlier abort is kept", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const slot = it.getSlot(id);
    it.dispatcher.abort(id, "cancelled");
    const stopped = it.dispatcher.stop(0);
    expect(slot.signal.reason).toBe("cancelled");
    slot.end();
    await stopped;
  });
});
