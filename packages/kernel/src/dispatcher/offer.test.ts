/** Messages that are claimed in the transaction that accepts them, or in the one that ends the run before them. */
import { describe, expect, test, vi } from "vitest";
import { breakGroup } from "../store/fixture.js";
import { createDispatcherFixture } from "./fixture.js";

describe("a message that is offered", () => {
  test("is claimed in the transaction that accepts it when its lane is idle", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [id] = await it.offer("a");
    expect(it.store.messages.get(id ?? 0)).toMatchObject({ status: "processing", attempts: 1 });
    expect(it.running()).toEqual([id]);
    expect(it.listTypes(id ?? 0)).toEqual(["message.accepted"]);
  });

  test("waits behind the first one of its lane, whatever was accepted with it", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [a1 = 0, b1 = 0, a2 = 0] = await it.offer("a", "b", "a");
    expect(it.running()).toEqual([a1, b1]);
    expect(it.store.messages.get(a2)?.status).toBe("pending");
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([b1, a2]);
  });

  test("starts the head of its lane, not itself", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    const first = it.add("a");
    const [second = 0] = await it.offer("a");
    expect(it.running()).toEqual([first]);
    expect(it.store.messages.get(second)?.status).toBe("pending");
  });

  test("takes no place beyond the limit, and none from a lane that was there before", async () => {
    await using it = createDispatcherFixture({ maxLive: 2 });
    it.dispatcher.start();
    const [a1 = 0, b1 = 0, c1 = 0] = await it.offer("a", "b", "c");
    const [d1 = 0] = await it.offer("d");
    expect(it.running()).toEqual([a1, b1]);
    it.getSlot(a1).end();
    it.getSlot(b1).end();
    await it.flushed();
    expect(it.running()).toEqual([c1, d1]);
    it.setMaxLive(3);
    // The place belongs to `e`, which has waited; `f` comes later.
    it.add("e");
    it.dispatcher.wake("e");
    const [f1 = 0] = await it.offer("f");
    await it.flushed();
    expect(it.running()).not.toContain(f1);
    expect(it.dispatcher.live()).toBe(3);
  });

  test("is not claimed before the start or after the stop", async () => {
    await using it = createDispatcherFixture();
    const [early = 0] = await it.offer("a");
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.dispatcher.start();
    await it.flushed();
    expect(it.running()).toEqual([early]);
    const stopped = it.dispatcher.stop(60_000);
    const [late = 0] = await it.offer("b");
    expect(it.store.messages.get(late)?.status).toBe("pending");
    it.getSlot(early).end();
    await stopped;
  });

  test("waits for its turn while suspects of a crash start one after another", async () => {
    await using it = createDispatcherFixture();
    const suspect = it.add("s");
    it.dispatcher.start([{ id: suspect, lane: "s", watchMs: 500 }]);
    const [id = 0] = await it.offer("a");
    await it.flushed();
    expect(it.running()).toEqual([suspect]);
    it.clock.advance(500);
    await it.flushed();
    expect(it.running()).toEqual([suspect, id]);
  });

  test("waits when the head of its lane waits for a retry", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [first = 0] = await it.offer("a");
    const { claim, end } = it.getSlot(first);
    await it.store.write(() => it.queue.fail(claim, { class: "transient", message: "x" }));
    end();
    await it.flushed();
    await it.offer("a");
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.clock.advance(1_000);
    await it.flushed();
    expect(it.running()).toEqual([first]);
  });
});

describe("trouble with an offer", () => {
  test("a write that fails beside it undoes the claim with the group, and the message starts all the same", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const offered = it.offer("a");
    const failing = it.store.write(() => {
      throw new RangeError("no");
    });
    await expect(failing).rejects.toBeInstanceOf(RangeError);
    const [id = 0] = await offered;
    await it.flushed();
    expect(it.running()).toEqual([id]);
    expect(it.store.messages.get(id)?.attempts).toBe(1);
    expect(it.dispatcher.live()).toBe(1);
  });

  test("a commit that fails leaves no place taken, and the repeated one claims once", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    it.dispatcher.start();
    await it.flushed();
    const offered = it.offer("a");
    await breakGroup(it.store);
    const [id = 0] = await offered;
    await it.flushed();
    expect(it.running()).toEqual([id]);
    expect(it.started).toEqual([id]);
    expect(it.dispatcher.live()).toBe(1);
  });

  test("a claim that fails does not refuse the message; it is logged and tried again", async () => {
    let broken = true;
    await using it = createDispatcherFixture({
      onClaim() {
        if (broken) throw new Error("no intent row");
      },
    });
    it.dispatcher.start();
    const [id = 0] = await it.offer("a");
    await it.flushed();
    expect(it.store.messages.get(id)).toMatchObject({ status: "pending", attempts: 0 });
    expect(it.logged).toContain("claim failed; it is tried again");
    expect(it.dispatcher.live()).toBe(0);
    broken = false;
    it.clock.advance(5_000);
    await it.flushed();
    expect(it.running()).toEqual([id]);
  });
});

describe("the end of a run", () => {
  test("claims the lane's next message in its own transaction", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0, a2 = 0, a3 = 0] = await it.offer("a", "a", "a");
    const writes = vi.spyOn(it.store, "write");
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.started).toEqual([a1, a2]);
    it.getSlot(a2).end();
    await it.flushed();
    it.getSlot(a3).end();
    await it.flushed();
    expect(it.started).toEqual([a1, a2, a3]);
    expect(it.dispatcher.live()).toBe(0);
    // One for each end: nothing else was written, not even to find that the lane is empty.
    expect(writes).toHaveBeenCalledTimes(3);
    const [a4 = 0] = await it.offer("a");
    expect(it.running()).toEqual([a4]);
  });

  test("finds a message that is accepted in the same group", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0] = await it.offer("a");
    it.getSlot(a1).end();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    const [a2 = 0] = await it.offer("a");
    await it.flushed();
    expect(it.running()).toEqual([a2]);
  });

  test("leaves its place to a lane that waits, and comes after it", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true, maxLive: 1 });
    it.dispatcher.start();
    const [a1 = 0, , b1 = 0] = await it.offer("a", "a", "b");
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([b1]);
  });

  test("keeps no place that a lower limit took away", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true, maxLive: 2 });
    it.dispatcher.start();
    const [a1 = 0, b1 = 0] = await it.offer("a", "b", "a", "b");
    it.setMaxLive(1);
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([b1]);
  });

  test("claims nothing once the dispatcher stops", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0, a2 = 0] = await it.offer("a", "a");
    const stopped = it.dispatcher.stop(60_000);
    it.getSlot(a1).end();
    await stopped;
    expect(it.store.messages.get(a2)).toMatchObject({ status: "pending", attempts: 0 });
  });

  test("that has to be committed twice starts the next message once", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0, a2 = 0] = await it.offer("a", "a");
    it.getSlot(a1).end();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await breakGroup(it.store);
    await it.flushed();
    expect(it.started).toEqual([a1, a2]);
    expect(it.store.messages.get(a2)?.attempts).toBe(1);
  });

  test("wakes the lane for a retry when that is all that is left", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0] = await it.offer("a");
    const { claim, end, ending } = it.getSlot(a1);
    await it.store.write(() => {
      it.queue.fail(claim, { class: "transient", message: "x" });
      ending();
    });
    end();
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.clock.advance(1_000);
    await it.flushed();
    expect(it.getSlot(a1).claim.attempts).toBe(2);
  });

  test("makes the next message known to an abort at once", async () => {
    await using it = createDispatcherFixture({ endsWithNext: true });
    it.dispatcher.start();
    const [a1 = 0, a2 = 0] = await it.offer("a", "a");
    let isLive = false;
    it.getSlot(a1).end();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    await it.store.write(() => {
      it.store.beforeCommit(() =>
        it.store.afterCommit(() => {
          isLive = it.dispatcher.isLive(a2) && it.dispatcher.abort(a2, "cancelled");
        }),
      );
    });
    expect(isLive).toBe(true);
    await it.flushed();
    expect(it.getSlot(a2).signal.reason).toBe("cancelled");
  });
});
