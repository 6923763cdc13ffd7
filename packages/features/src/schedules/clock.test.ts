/** @requirement SCHEDULE-1 */
import { describe, expect, test } from "vitest";
import { createScheduleFixture, OPERATOR, type ScheduleFixture } from "./fixture.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

async function scheduled(fixture: ScheduleFixture, input: object) {
  fixture.schedules.start();
  return fixture.schedules.create(
    { agentId: "coder", message: "m", label: "s", timeZone: "UTC", overlap: "allow", ...input },
    OPERATOR,
  );
}

const dueTimes = (fixture: ScheduleFixture) =>
  fixture.sent.map((inbound) => Number(inbound.messageId?.split("_").at(-1)));

describe("after a downtime", () => {
  test("`once` fires one time for all missed due times", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *", catchUp: "once" });
    await fixture.restart(5 * HOUR + 30 * MINUTE);
    expect(dueTimes(fixture)).toEqual([START + 5 * HOUR]);
    expect(fixture.schedules.runs("s", 10)).toMatchObject([
      { status: "fired", reason: "also replaces 4 due times missed before" },
    ]);
    await fixture.pass(30 * MINUTE);
    expect(dueTimes(fixture)).toEqual([START + 5 * HOUR, START + 6 * HOUR]);
  });

  test("`skip` records the missed due times and continues with the next", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *", catchUp: "skip" });
    await fixture.restart(5 * HOUR + 30 * MINUTE);
    expect(fixture.sent).toEqual([]);
    expect(fixture.schedules.runs("s", 10)).toMatchObject([
      {
        status: "skipped",
        dueAt: START + 5 * HOUR,
        reason: "missed: the daemon was not running (5 due times)",
        why: { code: "schedule.missed", count: 5 },
      },
    ]);
    await fixture.pass(30 * MINUTE);
    expect(dueTimes(fixture)).toEqual([START + 6 * HOUR]);
  });

  test("`skip` still sends what is due at this moment", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "* * * * *", catchUp: "skip" });
    await fixture.restart(10 * MINUTE + 5_000);
    expect(dueTimes(fixture)).toEqual([START + 10 * MINUTE]);
    expect(fixture.schedules.runs("s", 10)).toMatchObject([
      { status: "fired", dueAt: START + 10 * MINUTE },
      { status: "skipped", dueAt: START + MINUTE, reason: expect.stringContaining("9 due times") },
    ]);
  });

  test.each([
    ["once", 1, "fired"],
    ["skip", 0, "skipped"],
  ] as const)(
    "a missed one-shot with `%s` leads to %i message and is disabled",
    async (catchUp, count, status) => {
      await using fixture = createScheduleFixture();
      await scheduled(fixture, { runAt: START + HOUR, catchUp });
      await fixture.restart(3 * DAY);
      expect(fixture.sent).toHaveLength(count);
      expect(fixture.schedules.get("s")).toMatchObject({ enabled: false, lastRun: { status } });
    },
  );

  test("a due time during which the schedule was disabled is not made up for", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *" });
    await fixture.schedules.change("s", { enabled: false }, "operator");
    await fixture.pass(5 * HOUR);
    await fixture.schedules.change("s", { enabled: true }, "operator");
    await fixture.pass(MINUTE);
    expect(fixture.sent).toEqual([]);
    expect(fixture.schedules.get("s").nextRunAt).toBe(START + 6 * HOUR);
  });

  test("a recorded due time is not accepted again, even when its mark and its conversation are gone", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *" });
    await fixture.pass(HOUR);
    fixture.store.db.exec(
      "UPDATE schedules SET last_due_at = NULL; UPDATE conversations SET inbound_id = 'another'",
    );
    await fixture.restart(1_000);
    expect(fixture.state.made).toBe(1);
    expect(fixture.schedules.get("s").nextRunAt).toBe(START + 2 * HOUR);
  });

  test("a due time whose message was accepted is not sent again, even when the mark behind it is gone", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *" });
    await fixture.pass(HOUR);
    fixture.store.db.prepare("UPDATE schedules SET last_due_at = NULL").run();
    await fixture.restart(1_000);
    expect(fixture.sent).toHaveLength(1);
    expect(fixture.schedules.get("s").nextRunAt).toBe(START + 2 * HOUR);
  });
});

describe("when the clock is set", () => {
  test("back by an hour, no due time is sent twice", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "*/10 * * * *" });
    await fixture.pass(HOUR);
    expect(dueTimes(fixture)).toHaveLength(6);
    fixture.set(START);
    await fixture.pass(2 * HOUR);
    const times = dueTimes(fixture);
    expect(new Set(times).size).toBe(times.length);
    expect(times.at(-1)).toBe(START + 2 * HOUR);
    expect(times).toHaveLength(12);
  });

  test("forward by three hours, missed due times are handled within a minute", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *" });
    fixture.set(START + 3 * HOUR + MINUTE);
    await fixture.pass(MINUTE);
    expect(dueTimes(fixture)).toEqual([START + 3 * HOUR]);
  });

  test("to a year ahead and back, the schedule continues", async () => {
    await using fixture = createScheduleFixture();
    await scheduled(fixture, { cron: "0 * * * *" });
    fixture.set(Date.UTC(2038, 0, 1, 0, 30));
    await fixture.pass(MINUTE);
    expect(fixture.sent).toHaveLength(1);
    fixture.set(START + 10 * MINUTE);
    await fixture.pass(2 * HOUR);
    expect(dueTimes(fixture).slice(1)).toEqual([START + HOUR, START + 2 * HOUR]);
  });
});

test("a schedule created while the clock was a year ahead fires by the corrected clock", async () => {
  await using fixture = createScheduleFixture();
  fixture.set(START + 365 * DAY + MINUTE);
  await scheduled(fixture, { cron: "0 * * * *" });
  fixture.set(START + 10 * MINUTE);
  await fixture.pass(2 * HOUR);
  expect(dueTimes(fixture)).toEqual([START + HOUR, START + 2 * HOUR]);
});

describe("across a daylight-saving change in Berlin", () => {
  const at = (text: string) => Date.parse(text);
  test("a daily time in the missing hour fires once, after it", async () => {
    await using fixture = createScheduleFixture();
    fixture.set(at("2026-03-28T12:00:00Z"));
    await scheduled(fixture, { cron: "30 2 * * *", timeZone: "Europe/Berlin" });
    await fixture.pass(2 * DAY);
    expect(dueTimes(fixture)).toEqual([at("2026-03-29T01:00:00Z"), at("2026-03-30T00:30:00Z")]);
  });

  test("a daily time in the repeated hour fires once", async () => {
    await using fixture = createScheduleFixture();
    fixture.set(at("2026-10-24T12:00:00Z"));
    await scheduled(fixture, { cron: "30 2 * * *", timeZone: "Europe/Berlin" });
    await fixture.pass(2 * DAY);
    expect(dueTimes(fixture)).toEqual([at("2026-10-25T00:30:00Z"), at("2026-10-26T01:30:00Z")]);
  });

  test("an hourly time fires in every hour that passes", async () => {
    await using fixture = createScheduleFixture();
    fixture.set(at("2026-10-24T23:00:00Z"));
    await scheduled(fixture, { cron: "30 * * * *", timeZone: "Europe/Berlin" });
    await fixture.pass(4 * HOUR);
    expect(dueTimes(fixture)).toEqual(
      [23.5, 24.5, 25.5, 26.5].map((hours) => at("2026-10-24T00:00:00Z") + hours * HOUR),
    );
  });
});
