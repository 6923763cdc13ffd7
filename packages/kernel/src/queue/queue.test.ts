import type { RunErrorClass } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createQueueFixture } from "./fixture.js";
import { type DaemonEnd, HANGS_MAX, INTERRUPTIONS_MAX } from "./interrupted.js";
import type { Claim } from "./queue-contract.js";

const transient = { class: "transient", message: "network" } as const;
const stale = expect.objectContaining({ code: "STALE_RUN" });
/** The delay after the n-th failure at the middle of the jitter. */
const computeDelay = (failure: number) => Math.min(1_000 * 2 ** (failure - 1), 60_000);

describe("accepting", () => {
  test("stores a pending row and tells it, with a short preview", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder", { text: `${"x".repeat(119)}😀 and more` });
    expect(it.store.messages.get(id)).toMatchObject({
      status: "pending",
      attempts: 0,
      lane: "coder",
      run_id: null,
    });
    expect(it.events).toMatchObject([
      {
        type: "message.accepted",
        conversationId: "c1",
        messageRowId: id,
        agentId: "coder",
        data: { messageId: "in_c1", kind: "user", channel: "api", preview: "x".repeat(119) },
      },
    ]);
  });

  test("names an inner message by its own id", async () => {
    await using it = createQueueFixture();
    it.add("coder", { kind: "handoff", from_agent: "boss", message_id: "internal_1" });
    expect(it.events[0]).toMatchObject({ data: { messageId: "internal_1", fromAgent: "boss" } });
  });
});

describe("claiming", () => {
  test("takes the head of the lane and marks it with run, boot and attempt", async () => {
    await using it = createQueueFixture();
    const first = it.add("coder");
    it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    expect(claim).toMatchObject({
      id: first,
      run_id: "run_1",
      boot_id: "boot_1",
      attempts: 1,
      total_attempts: 1,
      status: "processing",
    });
  });

  test("takes nothing of an empty lane or one that runs, and other lanes go on", async () => {
    await using it = createQueueFixture();
    it.add("coder");
    it.add("coder");
    const other = it.add("writer");
    it.mustClaim("coder", "run_1");
    expect(it.store.writeNow(() => it.queue.claim("coder", "run_2"))).toBeUndefined();
    expect(it.store.writeNow(() => it.queue.claim("nobody", "run_3"))).toBeUndefined();
    expect(it.mustClaim("writer", "run_4").id).toBe(other);
  });

  test("a message that waits for its retry holds its successors until it is due", async () => {
    await using it = createQueueFixture();
    const first = it.add("coder");
    const second = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.fail(claim, transient));
    it.clock.advance(999);
    expect(it.store.writeNow(() => it.queue.claim("coder", "run_2"))).toBeUndefined();
    it.clock.advance(1);
    const again = it.mustClaim("coder", "run_3");
    expect(again).toMatchObject({ id: first, attempts: 2, not_before: null });
    it.store.writeNow(() => it.queue.complete(again, { text: "ok", files: [] }));
    expect(it.mustClaim("coder", "run_4").id).toBe(second);
  });

  test("a replayed message with an older id does not run beside the one that is running", async () => {
    await using it = createQueueFixture();
    const old = it.add("coder");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), { class: "invalid", message: "no key" }));
    const young = it.add("coder");
    expect(it.mustClaim("coder", "run_2").id).toBe(young);
    it.store.writeNow(() => it.queue.replay(old, "c1"));
    expect(it.store.writeNow(() => it.queue.claim("coder", "run_3"))).toBeUndefined();
    expect(it.store.messages.countQueued(it.clock.now())).toBe(1);
    expect(it.store.messages.openByAgent(it.clock.now())).toEqual([
      { agent: "coder", pending: 0, queued: 1, processing: 1 },
    ]);
  });
});

describe("completing", () => {
  test("stores what the person is shown and ends the row", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    it.clock.advance(5);
    it.store.writeNow(() => it.queue.complete(claim, { text: "done", files: ["/a.png"] }));
    expect(it.store.messages.get(id)).toMatchObject({
      status: "completed",
      run_id: null,
      result_text: "done",
      result_files: '["/a.png"]',
      finished_at: it.clock.now(),
    });
  });

  test("forgets the failures before", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), transient));
    it.clock.advance(1_000);
    it.store.writeNow(() => it.queue.complete(it.claimInside("coder"), { text: null, files: [] }));
    expect(it.store.messages.get(id)).toMatchObject({
      last_error: null,
      error_class: null,
      waiting_since: null,
      result_files: null,
    });
  });
});

describe("the fence", () => {
  const endings: Record<
    string,
    (queue: ReturnType<typeof createQueueFixture>["queue"], claim: Claim) => unknown
  > = {
    complete: (queue, claim) => queue.complete(claim, { text: "x", files: [] }),
    fail: (queue, claim) => queue.fail(claim, transient),
    "fail for good": (queue, claim) => queue.fail(claim, { class: "invalid", message: "no" }),
    release: (queue, claim) => queue.release(claim),
  };

  test.each(Object.entries(endings))(
    "a stale run's %s is refused and changes nothing",
    async (_name, end) => {
      await using it = createQueueFixture();
      const id = it.add("coder");
      const old = it.mustClaim("coder", "run_1");
      it.store.writeNow(() => it.queue.release(old));
      it.mustClaim("coder", "run_2");
      const before = [it.store.messages.get(id), it.journal.lastSeq()];
      for (const claim of [old, { ...old, run_id: "run_2", boot_id: "boot_0" }, { ...old, id: 999 }])
        expect(() => it.store.writeNow(() => end(it.queue, claim))).toThrow(stale);
      expect([it.store.messages.get(id), it.journal.lastSeq()]).toEqual(before);
    },
  );

  test.each(Object.entries(endings))("%s after a cancel is refused", async (_name, end) => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.cancel(id, { code: "operator" }));
    expect(() => it.store.writeNow(() => end(it.queue, claim))).toThrow(stale);
    expect(it.store.messages.get(id)?.status).toBe("cancelled");
  });
});

describe("failing", () => {
  test("retries with a doubling delay and dies at the fifth failure", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const since = it.clock.now();
    for (let failure = 1; failure <= 4; failure += 1) {
      const claim = it.mustClaim("coder", `run_${failure}`);
      const decision = it.store.writeNow(() => it.queue.fail(claim, transient));
      expect(decision).toEqual({ kind: "retry", delayMs: computeDelay(failure) });
      expect(it.store.messages.get(id)).toMatchObject({
        status: "pending",
        failures: failure,
        waiting_since: since,
        not_before: it.clock.now() + computeDelay(failure),
        last_error: "network",
        error_class: "transient",
      });
      it.clock.advance(computeDelay(failure));
    }
    const last = it.mustClaim("coder", "run_5");
    expect(it.store.writeNow(() => it.queue.fail(last, transient))).toEqual({ kind: "dead" });
    expect(it.store.messages.get(id)).toMatchObject({
      status: "dead",
      failures: 5,
      attempts: 5,
      finished_at: it.clock.now(),
    });
    expect(it.listTypes(id)).toEqual([
      "message.accepted",
      ...Array(4).fill("message.retrying"),
      "message.died",
    ]);
  });

  test.each<RunErrorClass>(["not_found", "context_too_long", "invalid", "cancelled"])(
    "class %s dies at once",
    async (kind) => {
      await using it = createQueueFixture();
      const id = it.add("coder");
      const claim = it.mustClaim("coder", "run_1");
      expect(it.store.writeNow(() => it.queue.fail(claim, { class: kind, message: "no" }))).toEqual({
        kind: "dead",
      });
      expect(it.store.messages.get(id)).toMatchObject({
        status: "dead",
        error_class: kind,
        last_error: "no",
      });
      expect(it.events.at(-1)).toMatchObject({ type: "message.died", data: { attempts: 1, class: kind } });
    },
  );

  test("a message that died says whose it was", async () => {
    await using it = createQueueFixture();
    it.add("coder");
    it.add("writer", { kind: "handoff", from_agent: "coder" });
    for (const lane of ["coder", "writer"])
      it.store.writeNow(() =>
        it.queue.fail(it.claimInside(lane), { class: "invalid", message: "the key was refused" }),
      );
    const origin = { channel: "api", sender: "tester", messageId: "in_c1" };
    expect(it.events.filter(({ type }) => type === "message.died").map(({ data }) => data)).toMatchObject([
      { origin: { ...origin, agentName: "coder", isTeamMessage: false } },
      { origin: { ...origin, agentName: "writer", isTeamMessage: true } },
    ]);
  });

  test("a provider's Retry-After is honoured", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() =>
      it.queue.fail(claim, { class: "rate_limited", message: "slow down", retryAfterMs: 600_000 }),
    );
    expect(it.store.messages.get(id)?.not_before).toBe(it.clock.now() + 600_000);
    expect(it.store.messages.nextDue()).toBe(it.clock.now() + 600_000);
  });
});

describe("interruptions", () => {
  /** The daemon dies and comes back `count` times while the message runs. */
  async function interrupt(it: ReturnType<typeof createQueueFixture>, count: number, end?: DaemonEnd) {
    for (let boot = 1; boot <= count; boot += 1) {
      const queue = it.boot(`boot_${boot}`);
      it.store.writeNow(() => queue.claim("coder", `run_${boot}`));
      const next = it.boot(`boot_${boot + 1}`);
      const result = it.store.writeNow(() => next.recover(end));
      if (boot === count) return result;
    }
    throw new Error("unreachable");
  }

  test("go back to pending, counted apart from failures", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const { pending, dead } = await interrupt(it, INTERRUPTIONS_MAX - 1);
    expect([pending.map((row) => row.id), dead]).toEqual([[id], []]);
    expect(it.store.messages.get(id)).toMatchObject({
      status: "pending",
      interruptions: 4,
      failures: 0,
      attempts: 4,
    });
  });

  test("the fifth kills the message with a reason", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const { pending, dead } = await interrupt(it, INTERRUPTIONS_MAX);
    expect([pending, dead.map((row) => row.status)]).toEqual([[], ["dead"]]);
    expect(it.store.messages.get(id)).toMatchObject({
      status: "dead",
      error_class: "interrupted",
      interruptions: 5,
    });
    expect(it.events.at(-1)).toMatchObject({
      type: "message.died",
      data: { class: "interrupted", crashes: INTERRUPTIONS_MAX },
    });
  });

  test("a message that made the daemon hang twice does not run a third time", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    expect((await interrupt(it, HANGS_MAX, "hang")).dead.map((row) => row.id)).toEqual([id]);
    expect(it.store.messages.get(id)).toMatchObject({ status: "dead", error_class: "interrupted" });
  });

  const TURN = { members: 0, inputs: 0, usage: {} };

  test("one whose run goes on elsewhere may have crashed the daemon as well as the other", async () => {
    await using it = createQueueFixture();
    const [away, other] = [it.add("coder"), it.add("tester")];
    it.mustClaim("coder", "run_1");
    it.mustClaim("tester", "run_2");
    const next = it.boot("boot_2");
    it.store.writeNow(() => {
      const claim = next.adopt(away, "run_1", TURN);
      next.recover("crash", claim === undefined ? [] : [claim]);
    });
    expect(it.store.messages.get(away)).toMatchObject({ status: "processing", interruptions: 0 });
    expect(it.store.messages.get(other)).toMatchObject({ status: "pending", interruptions: 0 });
  });

  test("one whose run goes on elsewhere is blamed alone, and is not taken over without end", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    it.mustClaim("coder", "run_1");
    const takenOver = Array.from({ length: INTERRUPTIONS_MAX }, (_, boot) => {
      const next = it.boot(`boot_${boot + 2}`);
      return it.store.writeNow(() => {
        const claim = next.adopt(id, "run_1", TURN);
        next.recover("crash", claim === undefined ? [] : [claim]);
        return claim !== undefined;
      });
    });
    expect(takenOver).toEqual([true, true, true, true, false]);
    expect(it.store.messages.get(id)).toMatchObject({ status: "dead", error_class: "interrupted" });
  });

  test("an orderly release is not counted, however often", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    for (let round = 1; round <= 8; round += 1) {
      const claim = it.mustClaim("coder", `run_${round}`);
      it.store.writeNow(() => it.queue.release(claim));
    }
    expect(it.store.messages.get(id)).toMatchObject({
      status: "pending",
      interruptions: 0,
      failures: 0,
      total_attempts: 8,
    });
  });

  test("an interruption after a failure is not taken for that failure", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), transient));
    it.clock.advance(1_000);
    it.mustClaim("coder", "run_2");
    it.store.writeNow(() => it.boot("boot_2").recover());
    expect(it.store.messages.get(id)).toMatchObject({ failures: 1, interruptions: 1, last_error: null });
  });

  test("what this boot runs is left alone", async () => {
    await using it = createQueueFixture();
    it.add("coder");
    it.mustClaim("coder", "run_1");
    expect(it.store.writeNow(() => it.queue.recover())).toEqual({ pending: [], dead: [], suspects: [] });
  });
});

describe("cancel, replay and delete", () => {
  test("a waiting and a running message can be cancelled, and an ended one cannot", async () => {
    await using it = createQueueFixture();
    const [running, waiting] = [it.add("coder"), it.add("coder")];
    it.mustClaim("coder", "run_1");
    expect(it.store.writeNow(() => it.queue.cancel(running, { code: "operator" }))?.status).toBe(
      "processing",
    );
    expect(it.store.writeNow(() => it.queue.cancel(waiting, { code: "operator" }))?.status).toBe("pending");
    expect(it.store.writeNow(() => it.queue.cancel(waiting, { code: "operator" }))).toBeUndefined();
    expect(it.store.writeNow(() => it.queue.cancel(999, { code: "operator" }))).toBeUndefined();
    expect(it.store.messages.get(waiting)).toMatchObject({
      status: "cancelled",
      last_error: "stopped by the operator",
      failure: JSON.stringify({ cause: "cancelled", cancelled: { code: "operator" } }),
      error_class: "cancelled",
    });
    expect(it.listTypes(waiting)).toEqual(["message.accepted", "message.cancelled"]);
  });

  test("a replay resets the counts and keeps the total", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), { class: "invalid", message: "no" }));
    const row = it.store.writeNow(() => it.queue.replay(id, "c1"));
    expect(row).toMatchObject({
      status: "pending",
      attempts: 0,
      failures: 0,
      interruptions: 0,
      total_attempts: 1,
      last_error: null,
      finished_at: null,
    });
    expect(it.mustClaim("coder", "run_2")).toMatchObject({ attempts: 1, total_attempts: 2 });
    expect(it.events.at(-1)).toMatchObject({ type: "message.replayed", data: { totalAttempts: 1 } });
  });

  test("only a dead letter can be replayed or deleted", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    expect(() => it.store.writeNow(() => it.queue.replay(id, "c1"))).toThrow(stale);
    expect(it.store.writeNow(() => it.queue.deleteDead(id))).toBe(false);
    expect(it.store.writeNow(() => it.queue.deleteDead(999))).toBe(false);
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), { class: "invalid", message: "no" }));
    expect(it.store.deadLetters.list({ limit: 10 })).toMatchObject([
      { id, channel: "api", sender: "tester" },
    ]);
    expect(it.store.writeNow(() => it.queue.deleteDead(id))).toBe(true);
    expect(it.store.messages.get(id)).toBeUndefined();
    expect(it.events.at(-1)?.type).toBe("message.deleted");
  });
});

describe("figures", () => {
  test("queued counts what waits behind a running or held head, and pending the rest", async () => {
    await using it = createQueueFixture();
    for (const agent of ["runs", "runs", "runs", "held", "held", "free", "free"]) it.add(agent);
    it.mustClaim("runs", "run_1");
    const held = it.mustClaim("held", "run_2");
    it.store.writeNow(() => it.queue.fail(held, transient));
    expect(it.store.messages.countQueued(it.clock.now())).toBe(3);
    expect(it.store.messages.openByAgent(it.clock.now())).toEqual([
      { agent: "free", pending: 2, queued: 0, processing: 0 },
      { agent: "held", pending: 1, queued: 1, processing: 0 },
      { agent: "runs", pending: 0, queued: 2, processing: 1 },
    ]);
  });

  test("the head of a lane is the message that runs next: a person's, before older background work", async () => {
    await using it = createQueueFixture();
    it.add("coder", { background: 1 });
    const person = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.fail(claim, { class: "transient", message: "boom" }));
    const now = it.clock.now();
    const { messages } = it.store;
    expect(messages.triedHeads(now).map(({ id }) => id)).toEqual([person]);
    expect(messages.countQueued(now)).toBe(1);
    expect(messages.openByAgent(now)).toEqual([{ agent: "coder", pending: 1, queued: 1, processing: 0 }]);
  });

  test("a queue with nothing open counts nothing", async () => {
    await using it = createQueueFixture();
    expect(it.store.messages.countQueued(it.clock.now())).toBe(0);
    expect(it.store.messages.openByAgent(it.clock.now())).toEqual([]);
    expect(it.store.messages.openLanes()).toEqual([]);
    expect(it.store.messages.nextDue()).toBeNull();
    expect(it.store.messages.countByStatus()).toEqual([]);
  });
});
