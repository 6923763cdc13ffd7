import { expect, test } from "vitest";
import { createQueueFixture } from "./fixture.js";

const status = (it: ReturnType<typeof createQueueFixture>, id: number) => it.store.messages.get(id)?.status;

test("a message that is set aside is pending again, and its counts start again", async () => {
  await using it = createQueueFixture();
  const id = it.add("coder");
  const claim = it.mustClaim("coder", "run_1");
  it.store.writeNow(() => it.queue.suspendForPlan(claim));
  expect(it.store.messages.get(id)).toMatchObject({ status: "pending", attempts: 0, total_attempts: 0 });
  expect(() => it.store.writeNow(() => it.queue.complete(claim, { text: "late", files: [] }))).toThrow();
});

test("a held message that waits for a retry is not the next due one", async () => {
  await using it = createQueueFixture();
  const id = it.add("coder");
  const claim = it.mustClaim("coder", "run_1");
  it.store.writeNow(() => {
    it.store.holds.put(id, "spawn:call_1", 0);
    it.queue.fail(claim, { class: "transient", message: "busy" });
  });
  expect(it.store.messages.nextDue()).toBeNull();
  it.store.writeNow(() => it.store.holds.remove(id, "spawn:call_1"));
  expect(it.store.messages.nextDue()).not.toBeNull();
});

test("each end of a message is told inside the write that ends it", async () => {
  await using it = createQueueFixture();
  const ended: [number, string][] = [];
  it.queue.onEnded((row) => ended.push([row.id, row.status]));
  const [done, failed, cancelled, waiting] = ["a", "b", "c", "d"].map((agent) => it.add(agent));
  const claims = ["a", "b", "d"].map((lane) => it.mustClaim(lane, `run_${lane}`));
  it.store.writeNow(() => {
    it.queue.complete(claims[0] as never, { text: "ok", files: [] });
    it.queue.fail(claims[1] as never, { class: "invalid", message: "no" });
    it.queue.cancel(cancelled as number, { code: "operator" });
    it.queue.fail(claims[2] as never, { class: "transient", message: "busy" });
  });
  expect(ended).toEqual([
    [done, "completed"],
    [failed, "dead"],
    [cancelled, "cancelled"],
  ]);
  expect(status(it, waiting as number)).toBe("pending");
});
