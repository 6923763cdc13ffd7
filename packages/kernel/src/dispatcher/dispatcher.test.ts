import { describe, expect, test, vi } from "vitest";
import { createDispatcherFixture } from "./fixture.js";

describe("handing out work", () => {
  test("nothing is claimed before the start, and everything open is found at the start", async () => {
    await using it = createDispatcherFixture();
    const ids = [it.send("a"), it.send("b")];
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.dispatcher.start();
    await it.flushed();
    expect(it.running()).toEqual(ids);
  });

  test("a lane runs one message at a time, in order, and lanes run side by side", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [a1, a2, b1] = [it.send("a"), it.send("a"), it.send("b")];
    await it.flushed();
    expect(it.running()).toEqual([a1, b1]);
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([a2, b1]);
    expect(it.started).toEqual([a1, b1, a2]);
  });

  test("no more run at once than allowed, and the next lane takes a free place", async () => {
    await using it = createDispatcherFixture({ maxLive: 2 });
    it.dispatcher.start();
    const ids = ["a", "b", "c", "d"].map((lane) => it.send(lane));
    await it.flushed();
    expect(it.running()).toEqual(ids.slice(0, 2));
    expect(it.dispatcher.live()).toBe(2);
    it.getSlot(ids[1] ?? 0).end();
    await it.flushed();
    expect(it.running()).toEqual([ids[0], ids[2]]);
    it.setMaxLive(4);
    it.clock.advance(5_000);
    await it.flushed();
    expect(it.running()).toEqual([ids[0], ids[2], ids[3]]);
  });

  test("a lane whose place takes no run waits without taking one of the others, until a look finds that it may start", async () => {
    let isAway = true;
    await using it = createDispatcherFixture({ maxLive: 2, mayStart: (lane) => lane !== "away" || !isAway });
    it.dispatcher.start();
    const away = [it.send("away"), it.send("away")];
    const [offered] = await it.offer("a");
    const sent = it.send("b");
    await it.flushed();
    expect(it.running()).toEqual([offered, sent]);
    it.getSlot(sent).end();
    await it.flushed();
    expect(it.running()).toEqual([offered]);
    isAway = false;
    it.dispatcher.look();
    await it.flushed();
    expect(it.running().sort()).toEqual([away[0], offered].sort());
  });

  test("a busy lane does not delay a waiting one", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    it.dispatcher.start();
    const a1 = it.send("a");
    it.send("a");
    const b1 = it.send("b");
    await it.flushed();
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([b1]);
  });

  test("a lane that is only looked at is not a live run", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    it.dispatcher.wake("a");
    expect(it.dispatcher.live()).toBe(0);
    await it.flushed();
    expect(it.dispatcher.live()).toBe(0);
  });

  test("a wake-up during a claim in flight is not lost", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    it.dispatcher.wake("a");
    const id = it.send("a");
    it.dispatcher.wake("a");
    const other = it.send("b");
    await it.flushed();
    expect(it.running()).toEqual([id, other]);
  });

  test("a message that comes while its lane's last one ends is found", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const first = it.send("a");
    await it.flushed();
    it.getSlot(first).end();
    const second = it.send("a");
    await it.flushed();
    expect(it.running()).toEqual([second]);
  });

  test("the poll finds a message whose wake-up was lost", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    const id = it.add("a");
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.clock.advance(5_000);
    await it.flushed();
    expect(it.running()).toEqual([id]);
  });

  test("a message that became due behind a running one does not keep the dispatcher looking", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const first = it.send("a");
    await it.flushed();
    const second = it.add("a");
    it.store.messages.extend(second, {
      text: "part",
      shared: null,
      context: null,
      notBefore: it.clock.now() + 1_000,
      now: it.clock.now(),
    });
    it.clock.advance(5_000);
    await it.flushed();
    const looks = vi.spyOn(it.store.messages, "openLanes");
    for (let turn = 0; turn < 20; turn += 1) {
      it.dispatcher.wake("nothing here");
      it.clock.advance(0);
      await it.flushed();
    }
    expect(looks).not.toHaveBeenCalled();
    it.getSlot(first).end();
    await it.flushed();
    expect(it.running()).toEqual([second]);
  });

  test("a message that becomes due while another lane is looked at starts at its time", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.add("a");
    it.store.messages.extend(id, {
      text: "part",
      shared: null,
      context: null,
      notBefore: it.clock.now() + 1_000,
      now: it.clock.now(),
    });
    it.dispatcher.wake("a");
    await it.flushed();
    it.dispatcher.wake("nothing here");
    it.clock.advance(1_000);
    await it.flushed();
    expect(it.running()).toEqual([id]);
  });

  test("an idle dispatcher writes nothing", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    const writes = vi.spyOn(it.store, "write");
    for (let poll = 0; poll < 10; poll += 1) it.clock.advance(5_000);
    await it.flushed();
    expect(writes).not.toHaveBeenCalled();
  });
});

describe("retries", () => {
  test("a message is taken up again when its wait is over, without a wake-up", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    await it.flushed();
    const { claim, end } = it.getSlot(id);
    await it.store.write(() => it.queue.fail(claim, { class: "transient", message: "x" }));
    end();
    await it.flushed();
    it.clock.advance(999);
    await it.flushed();
    expect(it.running()).toEqual([]);
    it.clock.advance(1);
    await it.flushed();
    expect(it.getSlot(id).claim.attempts).toBe(2);
  });

  test("several waits end in the order of their times", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const ids = [it.send("a"), it.send("b")];
    await it.flushed();
    for (const [index, id] of ids.entries()) {
      const { claim, end } = it.getSlot(id);
      const retryAfterMs = 4_000 - index * 2_000;
      await it.store.write(() => it.queue.fail(claim, { class: "rate_limited", message: "x", retryAfterMs }));
      end();
    }
    await it.flushed();
    it.clock.advance(2_000);
    await it.flushed();
    expect(it.running()).toEqual([ids[1]]);
    it.clock.advance(2_000);
    await it.flushed();
    expect(it.running()).toEqual(ids);
  });
});

describe("aborting", () => {
  test("reaches the run of the message and nobody else, and the lane stays busy until it has ended", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const [a1, a2, b1] = [it.send("a"), it.send("a"), it.send("b")];
    await it.flushed();
    await it.store.write(() => it.queue.cancel(a1, { code: "operator" }));
    expect(it.dispatcher.abort(a1, "cancelled")).toBe(true);
    expect([it.getSlot(a1).signal.reason, it.getSlot(b1).signal.aborted]).toEqual(["cancelled", false]);
    it.dispatcher.wake("a");
    await it.flushed();
    expect(it.running()).toEqual([a1, b1]);
    expect(it.dispatcher.isLive(a1)).toBe(true);
    it.getSlot(a1).end();
    await it.flushed();
    expect(it.running()).toEqual([a2, b1]);
  });

  test("a message that does not run cannot be aborted", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    it.send("a");
    const waiting = it.send("a");
    await it.flushed();
    expect([
      it.dispatcher.abort(waiting, "cancelled"),
      it.dispatcher.abort(999, "cancelled"),
      it.dispatcher.isLive(waiting),
    ]).toEqual([false, false, false]);
  });

  test("a cancel committed together with the claim still reaches the run", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    const id = it.send("a");
    const cancelled = await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    expect(cancelled?.status).toBe("processing");
    expect(it.dispatcher.abort(id, "cancelled")).toBe(true);
    expect(it.getSlot(id).signal.aborted).toBe(true);
  });
});

describe("trouble", () => {
  test("a claim that fails is logged, undone and tried again, and other lanes go on", async () => {
    let broken = true;
    await using it = createDispatcherFixture({
      onClaim(claim) {
        if (broken && claim.lane === "a") throw new Error("no intent row");
      },
    });
    it.dispatcher.start();
    const [a1, b1] = [it.send("a"), it.send("b")];
    await it.flushed();
    expect(it.running()).toEqual([b1]);
    expect(it.store.messages.get(a1)).toMatchObject({ status: "pending", attempts: 0 });
    expect(it.logged).toContain("claim failed; it is tried again");
    broken = false;
    it.clock.advance(5_000);
    await it.flushed();
    expect(it.running()).toEqual([a1, b1]);
  });

  test("a queue that cannot be read is tried again", async () => {
    await using it = createDispatcherFixture();
    it.dispatcher.start();
    await it.flushed();
    const read = vi.spyOn(it.store.messages, "openLanes").mockImplementation(() => {
      throw new Error("disk I/O error");
    });
    const id = it.add("a");
    it.clock.advance(5_000);
    expect(it.logged).toContain("the queue could not be read; it is tried again");
    read.mockRestore();
    it.clock.advance(5_000);
    await it.flushed();
    expect(it.running()).toEqual([id]);
  });

  test("a run that breaks frees its place and is logged", async () => {
    await using it = createDispatcherFixture({ maxLive: 1 });
    it.dispatcher.start();
    const [a1, b1] = [it.send("a"), it.send("b")];
    await it.flushed();
    it.getSlot(a1).crash();
    await it.flushed();
    expect(it.running()).toEqual([b1]);
    expect(it.logged.some((line) => line.startsWith("run ended without a committed outcome"))).toBe(true);
  });
});
