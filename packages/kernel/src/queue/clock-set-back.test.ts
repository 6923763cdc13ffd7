import { expect, test } from "vitest";
import { createQueueFixture } from "./fixture.js";

const DAY = 86_400_000;

function failing(retryAfterMs: number) {
  const it = createQueueFixture();
  const id = it.add("coder");
  const claim = it.mustClaim("coder", "run_1");
  it.store.writeNow(() =>
    it.queue.fail(claim, { class: "rate_limited", message: "slow down", retryAfterMs }),
  );
  return { ...it, id, next: () => it.store.writeNow(() => it.queue.claim("coder", "run_2")) };
}

test.each([2 * 60_000, DAY, 365 * DAY])(
  "when the clock is set back by %i ms, a message that waits for its retry is tried now and not that much later",
  async (ms) => {
    await using it = failing(600_000);
    it.clock.advance(-ms);
    expect(it.next()).toMatchObject({ id: it.id, attempts: 2, not_before: null, updated_at: it.clock.now() });
  },
);

test("when the clock is corrected by seconds, a message waits its time", async () => {
  await using it = failing(600_000);
  it.clock.advance(-30_000);
  expect(it.next()).toBeUndefined();
  it.clock.advance(629_999);
  expect(it.next()).toBeUndefined();
  it.clock.advance(1);
  expect(it.next()).toMatchObject({ id: it.id });
});
