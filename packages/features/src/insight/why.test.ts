/** Why a message was or was not answered, according to the store. @requirement WHY-1 */
import { describe, expect, test } from "vitest";
import { createQueueFixture } from "../../../kernel/src/queue/fixture.js";
import { whyMessage } from "./why.js";

const AROUND = { live: 0, maxLive: 4, now: 0 };

test.each(["1", "0", "-1", "99999999999999999999", "in_nobody", "1e3", "' OR 1=1", ""])(
  "the unknown id %j is not found",
  async (id) => {
    await using it = createQueueFixture();
    expect(() => whyMessage(it.store, id, AROUND)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  },
);

describe("a message that waits", () => {
  test("names the message before it and counts those ahead", async () => {
    await using it = createQueueFixture();
    const [first, , third] = [it.add("coder"), it.add("coder"), it.add("coder")];
    const story = whyMessage(it.store, String(third), AROUND);
    expect(story).toMatchObject({
      outcome: "waiting",
      reasons: [{ code: "waits.turn", message: first, more: 1 }],
    });
    expect(story.steps.at(-1)).toMatchObject({ kind: "waiting", reasons: story.reasons });
  });

  test("does not wait for messages of other agents", async () => {
    await using it = createQueueFixture();
    it.add("tester");
    const id = it.add("coder");
    expect(whyMessage(it.store, String(id), AROUND).reasons).toEqual([{ code: "waits.start" }]);
  });

  test("for a free slot says how many are running", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    expect(whyMessage(it.store, String(id), { ...AROUND, live: 4 }).reasons).toMatchObject([
      { code: "waits.slot", live: 4 },
    ]);
  });
});

describe("a running message", () => {
  test("shows its start and its attempt, and keeps later ones waiting", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const next = it.add("coder");
    it.mustClaim("coder", "run_1");
    expect(whyMessage(it.store, String(id), AROUND)).toMatchObject({
      outcome: "working",
      reasons: [{ code: "works", agent: "coder", attempt: 1 }],
    });
    expect(whyMessage(it.store, String(next), AROUND).reasons).toMatchObject([
      { code: "waits.turn", message: id, more: 0 },
      { code: "waits.turn.works", message: id },
    ]);
  });
});

describe("a finished message", () => {
  test("that was cancelled shows the reason", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    await it.store.write(() => it.queue.cancel(id, { code: "operator" }));
    expect(whyMessage(it.store, String(id), AROUND)).toMatchObject({
      outcome: "cancelled",
      reasons: [{ code: "cancelled", error: "stopped by the operator", why: { code: "operator" } }],
      advice: null,
    });
  });

  test("that was answered has its steps in the order of events", async () => {
    await using it = createQueueFixture();
    const id = it.add("coder");
    const claim = it.mustClaim("coder", "run_1");
    await it.store.write(() => it.queue.complete(claim, { text: "done", files: [] }));
    const story = whyMessage(it.store, String(id), AROUND);
    expect(story.outcome).toBe("answered");
    const times = story.steps.map((step) => step.at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(story.steps[0]?.kind).toBe("accepted");
  });
});

test("a message is found by its row id and by the id from its channel", async () => {
  await using it = createQueueFixture();
  const id = it.add("coder");
  const row = it.store.messages.get(id);
  expect(whyMessage(it.store, row?.message_id ?? "", AROUND).message.id).toBe(id);
  expect(whyMessage(it.store, String(id), AROUND).conversation.id).toBe(row?.conversation_id);
});
