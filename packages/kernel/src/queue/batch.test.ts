import { describe, expect, test } from "vitest";
import { BATCH_MAX, BATCH_MAX_BYTES } from "./batch.js";
import { createQueueFixture, type QueueFixture } from "./fixture.js";
import { INTERRUPTIONS_MAX } from "./interrupted.js";

const transient = { class: "transient", message: "network" } as const;
const permanent = { class: "invalid", message: "no" } as const;

function post(it: QueueFixture, text: string, changes: { hop?: number } = {}): number {
  return it.add("coder", { kind: "room", text, team_id: "dev", ...changes });
}
function states(it: QueueFixture): string[] {
  return it.store.db
    .prepare<[], string>(
      "SELECT status || ':' || coalesce(batched_into, '-') || ':' || failures || ':' || interruptions FROM messages ORDER BY id",
    )
    .pluck()
    .all();
}

/** @requirement ROOM-2 */
describe("posts that wait together", () => {
  test("are one claim: texts in order, the furthest hop, the ids of all", async () => {
    await using it = createQueueFixture();
    const ids = [post(it, "one"), post(it, "two", { hop: 3 }), post(it, "three", { hop: 1 })];
    const claim = it.mustClaim("coder", "run_1");
    expect(claim).toMatchObject({
      id: ids[0],
      batch: ids.slice(1),
      hop: 3,
      attempts: 1,
      prompt: "one\n\ntwo\n\nthree",
    });
    expect(states(it)).toEqual(["processing:-:0:0", "pending:1:0:0", "pending:1:0:0"]);
    expect(it.listTypes(ids[1] ?? 0)).toEqual(["message.accepted", "message.batched"]);
    it.store.writeNow(() => it.queue.complete(claim, { text: "ok", files: [] }));
    expect(states(it)).toEqual(["completed:-:0:0", "completed:1:0:0", "completed:1:0:0"]);
    expect(it.store.messages.openLanes()).toEqual([]);
  });

  test("a message of another kind ends the batch, and is claimed before the posts behind it", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    const direct = it.add("coder");
    post(it, "two");
    const first = it.mustClaim("coder", "run_1");
    expect(first).toMatchObject({ text: "one", batch: [] });
    it.store.writeNow(() => it.queue.complete(first, { text: null, files: [] }));
    expect(it.mustClaim("coder", "run_2").id).toBe(direct);
  });

  test("a message of a person is never joined by posts", async () => {
    await using it = createQueueFixture();
    it.add("coder", { text: "hello" });
    post(it, "one");
    expect(it.mustClaim("coder", "run_1")).toMatchObject({ text: "hello", batch: [] });
  });

  test("no more of them than the limits say", async () => {
    await using it = createQueueFixture();
    it.store.db.pragma("synchronous = OFF");
    for (let n = 0; n < BATCH_MAX + 5; n += 1) post(it, `p${n}`);
    const claim = it.mustClaim("coder", "run_1");
    expect(claim.batch).toHaveLength(BATCH_MAX - 1);
    it.store.writeNow(() => it.queue.complete(claim, { text: null, files: [] }));
    expect(it.mustClaim("coder", "run_2").batch).toHaveLength(4);
  });

  test("no more bytes than the limit, but a longer post still runs alone", async () => {
    await using it = createQueueFixture();
    const big = "ä".repeat(BATCH_MAX_BYTES / 4);
    for (const text of [big + big + big, big, "small", big]) post(it, text);
    const sizes: number[] = [];
    for (let run = 1; it.store.messages.openLanes().length > 0; run += 1) {
      const claim = it.mustClaim("coder", `run_${run}`);
      sizes.push(1 + claim.batch.length);
      it.store.writeNow(() => it.queue.complete(claim, { text: null, files: [] }));
    }
    expect(sizes).toEqual([1, 2, 1]);
  });
});

/** @requirement ROOM-2 */
describe("what becomes of the run becomes of all", () => {
  test("a retry: they wait and run together again; a post that came meanwhile keeps its own tries", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    post(it, "two");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), transient));
    expect(states(it)).toEqual(["pending:-:1:0", "pending:-:1:0"]);
    post(it, "late");
    expect(it.store.writeNow(() => it.queue.claim("coder", "run_x"))).toBeUndefined();
    it.clock.advance(5_000);
    expect(it.mustClaim("coder", "run_2")).toMatchObject({
      prompt: "one\n\ntwo",
      attempts: 2,
    });
  });

  test("a failure for good: all are dead letters, and replaying one brings all back, once", async () => {
    await using it = createQueueFixture();
    const [one, two] = [post(it, "one"), post(it, "two")];
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), permanent));
    expect(states(it)).toEqual(["dead:-:1:0", "dead:1:1:0"]);
    expect(it.listTypes(two)).toContain("message.died");
    // One run, told once to clients of 0.0.20.
    const died = it.events.filter((event) => event.type === "message.died");
    expect(died.map((event) => [event.messageRowId, event.data.origin !== undefined])).toEqual([
      [one, true],
      [two, false],
    ]);
    const row = it.store.messages.get(two);
    if (row === undefined) return expect.unreachable();
    const together = it.queue.deadWith(row).map((member) => member.id);
    expect(together).toEqual([one, two]);
    it.store.writeNow(() => {
      for (const id of together) it.queue.replay(id, "c1");
    });
    expect(states(it)).toEqual(["pending:-:0:0", "pending:-:0:0"]);
    expect(it.mustClaim("coder", "run_2").batch).toEqual([two]);
  });

  test("dead letters of the same instant that ran apart stay apart", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), permanent));
    const other = post(it, "two");
    it.store.writeNow(() => it.queue.fail(it.claimInside("coder"), permanent));
    const row = it.store.messages.get(other);
    expect(row === undefined ? [] : it.queue.deadWith(row).map((member) => member.id)).toEqual([other]);
  });

  test("a release at shutdown: all wait again, none has failed", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    post(it, "two");
    it.store.writeNow(() => it.queue.release(it.claimInside("coder")));
    expect(states(it)).toEqual(["pending:-:0:0", "pending:-:0:0"]);
  });

  test("a daemon that died: all wait again and count it; after too often all are dead letters", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    post(it, "two");
    for (let boot = 2; boot <= INTERRUPTIONS_MAX; boot += 1) {
      it.store.writeNow(() => it.queue.claim("coder", `run_${boot}`));
      const { pending, dead } = it.store.writeNow(() => it.boot(`boot_${boot}`).recover());
      expect([pending.length, dead.length]).toEqual([2, 0]);
      expect(states(it)).toEqual([`pending:-:0:${boot - 1}`, `pending:-:0:${boot - 1}`]);
    }
    it.store.writeNow(() => it.queue.claim("coder", "run_last"));
    const { pending, dead } = it.store.writeNow(() => it.boot("boot_last").recover());
    expect([pending.length, dead.map((row) => row.id)]).toEqual([0, [1, 2]]);
    expect(states(it)).toEqual(["dead:-:0:5", "dead:1:0:5"]);
    const died = it.events.filter((event) => event.type === "message.died");
    expect(died.map((event) => event.data.crashes)).toEqual([5, 5]);
    const facts = dead.map((row) => JSON.parse(row.failure ?? "{}").crashes);
    expect(facts).toEqual([5, 5]);
  });

  test("cancelling the run ends all; cancelling one post ends that one only", async () => {
    await using it = createQueueFixture();
    const [one, two, three] = [post(it, "one"), post(it, "two"), post(it, "three")];
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.cancel(two, { code: "operator" }));
    expect(states(it)).toEqual(["processing:-:0:0", "cancelled:1:0:0", "pending:1:0:0"]);
    const ended = it.store.writeNow(() => it.queue.cancelRun(one, { code: "operator" }));
    expect(ended.map((row) => row.id)).toEqual([one, three]);
    expect(() => it.store.writeNow(() => it.queue.complete(claim, { text: "late", files: [] }))).toThrow(
      expect.objectContaining({ code: "STALE_RUN" }),
    );
    expect(states(it).map((state) => state.split(":")[0])).toEqual(["cancelled", "cancelled", "cancelled"]);
  });

  test("a cancelled head alone sets the others free", async () => {
    await using it = createQueueFixture();
    const [one, two] = [post(it, "one"), post(it, "two")];
    it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.cancel(one, { code: "operator" }));
    expect(it.mustClaim("coder", "run_2")).toMatchObject({ id: two, text: "two" });
  });

  test("a post that was cancelled meanwhile stays cancelled when the run ends", async () => {
    await using it = createQueueFixture();
    post(it, "one");
    const two = post(it, "two");
    const claim = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.cancel(two, { code: "operator" }));
    it.store.writeNow(() => it.queue.complete(claim, { text: null, files: [] }));
    expect(states(it)).toEqual(["completed:-:0:0", "cancelled:1:0:0"]);
  });
});
