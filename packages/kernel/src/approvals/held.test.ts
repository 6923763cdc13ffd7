import { DECISION_HOLD_MAX_MS, type WorkPlace } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { approvalView } from "./approval-view.js";
import { createApprovalsFixture, EXPIRY_MS } from "./fixture.js";

const HOLD_MS = 8_000;
const by = "operator";
const code = (name: string) => expect.objectContaining({ code: name });
let it: ReturnType<typeof createApprovalsFixture>;

beforeEach(() => {
  it = createApprovalsFixture();
  const { approvals } = it;
  onTestFinished(async () => {
    await approvals[Symbol.asyncDispose]();
    await it[Symbol.asyncDispose]();
  });
  it.add("coder");
  it.start("coder", "run_1");
});

async function opened() {
  await it.store.idle();
  const [row] = it.approvals.list({ status: "open", limit: 9 });
  if (row === undefined) throw new Error("nothing is open");
  return row;
}

async function asked(kind: "permission" | "question" = "permission") {
  const outcome = it.approvals.request(it.question({ kind }));
  const { id, digest } = await opened();
  return { id, digest, outcome, status: () => it.approvals.get(id).status };
}

async function pass(ms: number): Promise<void> {
  it.clock.advance(ms);
  await it.store.idle();
}

const types = () => it.events.map((event) => event.type).filter((type) => type.startsWith("approval."));

/** @requirement APPROVAL-1 */
describe("a decision that is held", () => {
  test("takes effect when its time is over, and not before", async () => {
    const { id, digest, outcome, status } = await asked();
    const held = await it.approvals.deny(id, { digest, by, text: "not now", holdMs: HOLD_MS });
    expect(approvalView(held, partial<WorkPlace>({}))).toMatchObject({
      status: "open",
      held: { status: "denied", answer: "not now", by, until: it.clock.now() + HOLD_MS },
    });
    await pass(HOLD_MS - 1);
    expect(status()).toBe("open");
    await pass(1);
    expect(await outcome).toEqual({ id, status: "denied", text: "not now", by });
    expect(types()).toEqual(["approval.requested", "approval.held", "approval.answered"]);
    expect(approvalView(it.approvals.get(id), partial<WorkPlace>({})).held).toBeUndefined();
  });

  test("can be taken back, and then another one counts", async () => {
    const { id, digest, outcome, status } = await asked();
    await it.approvals.deny(id, { digest, by, holdMs: HOLD_MS });
    expect(await it.approvals.undo(id, by)).toMatchObject({ status: "open", held_until: null });
    expect(await it.approvals.undo(id, by)).toMatchObject({ status: "open" });
    await pass(2 * HOLD_MS);
    expect(status()).toBe("open");
    expect(types()).toEqual(["approval.requested", "approval.held", "approval.reopened"]);
    await it.approvals.approve(id, { digest, by });
    expect(await outcome).toEqual({ id, status: "approved", by });
    await expect(it.approvals.undo(id, by)).rejects.toEqual(code("APPROVAL_ANSWERED"));
  });

  test("is the first one: every other is refused, and it needs no person", async () => {
    const { id, digest, outcome } = await asked("question");
    expect(it.store.approvals.countOpen()).toEqual({ n: 1, questions: 1 });
    await it.approvals.answer(id, { digest, by, text: "red", holdMs: HOLD_MS });
    expect(it.store.approvals.countOpen()).toEqual({ n: 0, questions: 0 });
    for (const holdMs of [0, HOLD_MS])
      await expect(
        it.approvals.answer(id, { digest, by: "telegram:7", text: "blue", holdMs }),
      ).rejects.toEqual(code("APPROVAL_ANSWERED"));
    await pass(HOLD_MS);
    expect(await outcome).toMatchObject({ text: "red", by });
  });

  test("survives the daemon, and takes effect after its start", async () => {
    const { id, digest, status } = await asked();
    await it.approvals.approve(id, { digest, by, holdMs: HOLD_MS });
    // The daemon is killed: nothing of it is told, and its timers are gone.
    await it.approvals[Symbol.asyncDispose]();
    await pass(2 * HOLD_MS);
    expect(status()).toBe("open");
    const next = it.open();
    onTestFinished(() => next[Symbol.asyncDispose]());
    await next.start();
    await pass(0);
    expect(status()).toBe("approved");
    expect(it.store.holds.heldBy(`approval:${id}`)).toEqual([]);
  });

  test("counts although what asks expires meanwhile; one that was taken back expires", async () => {
    const first = await asked();
    await pass(EXPIRY_MS - 1_000);
    await it.approvals.approve(first.id, { digest: first.digest, by, holdMs: HOLD_MS });
    await pass(2_000);
    expect(first.status()).toBe("open");
    await pass(HOLD_MS);
    expect(first.status()).toBe("approved");
    const second = await asked("question");
    await pass(EXPIRY_MS - 1_000);
    await it.approvals.deny(second.id, { digest: second.digest, by, holdMs: HOLD_MS });
    await pass(2_000);
    await it.approvals.undo(second.id, by);
    await pass(0);
    expect(second.status()).toBe("expired");
  });

  test("is dropped with the run that asked", async () => {
    const { id, digest, outcome, status } = await asked();
    await it.approvals.approve(id, { digest, by, holdMs: HOLD_MS });
    it.store.writeNow(() =>
      it.journal.append("run.cancelled", partial({}), { runId: "run_1", messageRowId: 1, agentId: "coder" }),
    );
    await it.store.idle();
    expect(await outcome).toMatchObject({ status: "cancelled" });
    await pass(HOLD_MS);
    expect(status()).toBe("cancelled");
    expect(it.store.approvals.nextHeld()).toBeNull();
  });

  test("is held no longer than the longest time when the clock is set back", async () => {
    const { id, digest, status } = await asked();
    await it.approvals.approve(id, { digest, by, holdMs: 10 * DECISION_HOLD_MAX_MS });
    expect(it.approvals.get(id).held_until).toBe(it.clock.now() + DECISION_HOLD_MAX_MS);
    const latest = it.clock.now() - 1;
    expect(it.store.approvals.dueHeld({ now: 0, latest })).toMatchObject([{ id }]);
    await pass(DECISION_HOLD_MAX_MS);
    expect(status()).toBe("approved");
  });
});
