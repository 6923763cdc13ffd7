import { AppError } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { HISTORY_MAX } from "./firing.js";
import { createScheduleFixture, OPERATOR } from "./fixture.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The start time of the fixture's clock. */
const START = Date.UTC(2026, 0, 1);
const UTC = { timeZone: "UTC" };

describe("a due schedule", () => {
  test("sends its message once per due time, with the ids of 0.0.20", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    await fixture.schedules.create(
      { agentId: "coder", message: "look", cron: "*/5 * * * *", label: "look", ...UTC },
      OPERATOR,
    );
    await fixture.pass(4 * MINUTE);
    expect(fixture.sent).toEqual([]);
    await fixture.pass(1 * MINUTE);
    expect(fixture.sent).toMatchObject([
      {
        text: "look",
        target: "coder",
        channel: "schedule",
        sender: "Scheduler",
        senderId: "tinyagi-schedule:look",
        messageId: `look_${START + 5 * MINUTE}`,
      },
    ]);
    fixture.close("conv_1");
    await fixture.pass(5 * MINUTE);
    expect(fixture.sent).toHaveLength(2);
    expect(fixture.schedules.get("look")).toMatchObject({
      nextRunAt: START + 15 * MINUTE,
      lastRun: { dueAt: START + 10 * MINUTE, status: "fired", conversationId: "conv_2" },
    });
    expect(fixture.events().map((event) => event.type)).toEqual([
      "schedule.changed",
      "schedule.fired",
      "schedule.fired",
    ]);
  });

  test("does not fire while the conversation of its last firing is open, unless overlap is allowed", async () => {
    await using fixture = createScheduleFixture();
    const common = { agentId: "coder", message: "m", cron: "* * * * *", ...UTC };
    fixture.schedules.start();
    await fixture.schedules.create({ ...common, label: "careful" }, OPERATOR);
    await fixture.schedules.create({ ...common, label: "eager", overlap: "allow" }, OPERATOR);
    await fixture.pass(3 * MINUTE);
    expect(fixture.schedules.runs("careful", 10).map((run) => run.status)).toEqual([
      "skipped",
      "skipped",
      "fired",
    ]);
    expect(fixture.schedules.runs("careful", 1)[0]?.reason).toContain("still open");
    expect(fixture.schedules.runs("eager", 10).map((run) => run.status)).toEqual(["fired", "fired", "fired"]);
  });

  test("for a platform reaches the person by the id in its sender field", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    const input = { agentId: "coder", message: "m", cron: "@hourly", channel: "telegram", sender: "4711" };
    await fixture.schedules.create({ ...input, label: "to me", ...UTC }, OPERATOR);
    await fixture.pass(HOUR);
    expect(fixture.sent).toMatchObject([{ channel: "telegram", sender: "4711", senderId: "4711" }]);
    // A label with spaces is not a valid message id, so the schedule's own id is used.
    expect(fixture.sent[0]?.messageId).toMatch(/^\d+-[a-z0-9]{6}_\d+$/);
  });

  test("a one-shot fires once and disables itself", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    const runAt = new Date(START + HOUR).toISOString();
    await fixture.schedules.create({ agentId: "coder", message: "m", runAt, label: "once" }, OPERATOR);
    await fixture.pass(3 * HOUR);
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.schedules.get("once")).toMatchObject({ enabled: false, nextRunAt: null, runAt, cron: "" });
  });
});

describe("a firing that is refused", () => {
  test("is recorded with its reason and not repeated in a loop", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    await fixture.schedules.create(
      { agentId: "coder", message: "m", cron: "* * * * *", label: "lost", ...UTC },
      OPERATOR,
    );
    fixture.state.refusal = new AppError("UNKNOWN_AGENT", "There is no such agent.");
    await fixture.pass(2 * MINUTE);
    expect(fixture.schedules.runs("lost", 10)).toMatchObject([
      {
        status: "failed",
        reason: "There is no such agent.",
        why: { code: "schedule.refused", error: expect.any(String), said: "There is no such agent." },
        conversationId: null,
      },
      { status: "failed" },
    ]);
    fixture.state.refusal = undefined;
    await fixture.pass(MINUTE);
    expect(fixture.sent).toHaveLength(1);
  });

  test("is tried again after a storage fault, and the due time is not lost", async () => {
    await using fixture = createScheduleFixture();
    fixture.schedules.start();
    const runAt = START + 5 * MINUTE;
    await fixture.schedules.create({ agentId: "coder", message: "m", runAt, label: "full disk" }, OPERATOR);
    fixture.state.refusal = new AppError("STORE_UNAVAILABLE", "The disk is full.");
    await fixture.pass(6 * MINUTE);
    expect(fixture.schedules.runs("full disk", 10)).toEqual([]);
    fixture.state.refusal = undefined;
    await fixture.pass(MINUTE);
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.schedules.runs("full disk", 10)).toMatchObject([{ dueAt: runAt, status: "fired" }]);
  });

  test("does not delay other schedules", async () => {
    await using fixture = createScheduleFixture();
    const common = { agentId: "coder", message: "m", cron: "* * * * *", ...UTC };
    await fixture.schedules.create({ ...common, label: "a" }, OPERATOR);
    await fixture.schedules.create({ ...common, label: "b" }, OPERATOR);
    // An expression that no release would have stored.
    fixture.store.db.prepare("UPDATE schedules SET cron = 'never mind' WHERE label = 'a'").run();
    fixture.schedules.start();
    await fixture.pass(MINUTE);
    expect(fixture.sent.map((inbound) => inbound.messageId)).toEqual([`b_${START + MINUTE}`]);
    expect(fixture.schedules.get("a").nextRunAt).toBeNull();
  });
});

test("a manual run does not change the due times", async () => {
  await using fixture = createScheduleFixture();
  fixture.schedules.start();
  await fixture.schedules.create(
    { agentId: "coder", message: "m", cron: "0 * * * *", label: "hourly", overlap: "allow", ...UTC },
    OPERATOR,
  );
  const accepted = await fixture.schedules.runNow("hourly");
  expect(accepted.conversationId).toBe("conv_1");
  await fixture.pass(HOUR);
  expect(fixture.sent).toHaveLength(2);
  expect(fixture.schedules.runs("hourly", 10)).toMatchObject([
    { status: "fired", reason: null },
    { status: "fired", reason: "manual run", why: { code: "schedule.by_hand" } },
  ]);
  await expect(fixture.schedules.runNow("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("the history is bounded and keeps the last firing, which the overlap rule needs", async () => {
  await using fixture = createScheduleFixture();
  const made = await fixture.schedules.create(
    { agentId: "coder", message: "m", cron: "* * * * *", label: "often", ...UTC },
    OPERATOR,
  );
  await fixture.schedules.runNow("often");
  fixture.store.writeNow(() => {
    for (let index = 1; index <= 2 * HISTORY_MAX; index += 1)
      fixture.store.schedules.addRun({
        schedule_id: made.id,
        due_at: START + index * DAY,
        status: "skipped",
        reason: null,
        conversation_id: null,
        created_at: START,
      });
    fixture.store.schedules.pruneRuns(made.id, HISTORY_MAX);
  });
  expect(fixture.schedules.runs("often", 1_000)).toHaveLength(HISTORY_MAX + 1);
  expect(fixture.store.schedules.lastFired(made.id)?.conversation_id).toBe("conv_1");
});
