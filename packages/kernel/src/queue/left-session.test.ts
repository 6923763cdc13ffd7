/** The next attempt must be told that its session was left, whatever keeps it from running at once. */
import type { BudgetFact, RunErrorInfo } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { toFailureFact } from "./failure-fact.js";
import { createQueueFixture, type QueueFixture } from "./fixture.js";
import type { Claim } from "./queue-contract.js";

const OUTAGE: RunErrorInfo = { class: "transient", cause: "outage", message: "529" };
const FULL: RunErrorInfo = {
  class: "context_too_long",
  cause: "context_full",
  message: "prompt is too long",
};
const USED_UP: BudgetFact = {
  budget: "conversation:c1",
  day: null,
  resource: "tokens",
  limit: 100,
  used: 130,
  more: { tokens: 100 },
  act: "waits",
};

const KEPT: readonly (readonly [name: string, (it: QueueFixture, claim: Claim) => void])[] = [
  [
    "is held for its provider",
    ({ queue, clock }, claim) =>
      queue.hold(claim, {
        until: clock.now() + 60_000,
        reason: "paused",
        class: "transient",
        failure: { cause: "outage", provider: "anthropic" },
      }),
  ],
  ["moves to another provider", ({ queue }, claim) => queue.hold(claim, { providerIndex: 1 })],
  ["is stopped with the daemon", ({ queue }, claim) => queue.release(claim)],
  ["is killed with the daemon", ({ boot }) => void boot("boot_2").recover()],
  ["fails in another way", ({ queue }, claim) => void queue.fail(claim, OUTAGE)],
];

test.each(KEPT)(
  "a retry in a new session keeps the note about the left one when it %s",
  async (_name, end) => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const first = it.mustClaim("coder", "run_1");
    it.store.writeNow(() => it.queue.fail(first, FULL, { leftSession: "session_1" }));
    const second = it.mustClaim("coder", "run_2");
    it.store.writeNow(() => end(it, second));
    const row = it.store.messages.get(id);
    expect(row?.status).toBe("pending");
    expect(toFailureFact(row ?? { failure: null })).toMatchObject({ leftSession: "session_1" });
  },
);

test("a retry in a new session keeps that note beside the budget for which it waits", async () => {
  await using it = createQueueFixture();
  const id = it.add("coder");
  const first = it.mustClaim("coder", "run_1");
  it.store.writeNow(() => it.queue.fail(first, FULL, { leftSession: "session_1" }));
  const second = it.mustClaim("coder", "run_2");
  it.store.writeNow(() => it.queue.suspendForApproval(second, { why: USED_UP }));
  expect(toFailureFact(it.store.messages.get(id) ?? { failure: null })).toEqual({
    cause: "budget",
    budget: USED_UP,
    leftSession: "session_1",
  });
});
