/**
 * Compares due times with a model that checks every minute, and the records over random wake-ups.
 *
 * @requirement SCHEDULE-1
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScheduleRow } from "../../../kernel/src/store/schema.js";
import { MARK_AHEAD_MAX_MS, MISSED_COUNT_MAX, ON_TIME_MS, resolveDue } from "./due.js";
import { createNextTimes } from "./next-times.js";
import { checkCron, countMissed, isTimeZone, latestDue, nextDue, readRunAt } from "./schedule-time.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 1);

function row(changes: Partial<ScheduleRow>): ScheduleRow {
  return {
    id: "s",
    label: "s",
    cron: null,
    run_at: null,
    time_zone: "UTC",
    agent_id: "a",
    message: "m",
    channel: "schedule",
    sender: "S",
    enabled: 1,
    catch_up: "once",
    overlap: "skip",
    last_due_at: null,
    created_at: START,
    updated_at: START,
    asker: null,
    is_named: 1,
    ...changes,
  };
}

/** All due times after `from` up to `to`, in order. */
function dueTimes(schedule: ScheduleRow, from: number, to: number): number[] {
  const times: number[] = [];
  for (let at = nextDue({ ...schedule, last_due_at: from }); at !== null && at <= to; ) {
    times.push(at);
    at = nextDue({ ...schedule, last_due_at: at });
  }
  return times;
}

const field = (max: number) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant("*") },
    { weight: 2, arbitrary: fc.integer({ min: 0, max }).map(String) },
    fc.integer({ min: 1, max: max + 1 }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  );

function matches(text: string, value: number): boolean {
  if (text === "*") return true;
  if (text.startsWith("*/")) return value % Number(text.slice(2)) === 0;
  const [low = "", high = low] = text.split("-");
  return value >= Number(low) && value <= Number(high);
}

test("in UTC the due times are exactly the minutes whose fields match", () => {
  const expressions = fc.tuple(field(59), field(23), field(6));
  fc.assert(
    fc.property(expressions, fc.integer({ min: 0, max: 365 * 24 * 60 }), ([m, h, weekday], offset) => {
      const schedule = row({ cron: `${m} ${h} * * ${weekday}` });
      const from = START + offset * MINUTE;
      const expected: number[] = [];
      for (let at = from + MINUTE; at <= from + 2 * DAY; at += MINUTE) {
        const date = new Date(at);
        if (
          matches(m, date.getUTCMinutes()) &&
          matches(h, date.getUTCHours()) &&
          matches(weekday, date.getUTCDay())
        )
          expected.push(at);
      }
      const first = expected.slice(0, 40);
      expect(dueTimes(schedule, from, first.at(-1) ?? from + 2 * DAY)).toEqual(first);
    }),
    { numRuns: 60 },
  );
});

/** Zones with their changes in 2026: forward and back, by an hour or half an hour. */
const SWITCHES = [
  ["Europe/Berlin", "2026-03-29"],
  ["Europe/Berlin", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Australia/Lord_Howe", "2026-04-05"],
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Santiago", "2026-09-06"],
  ["Asia/Kolkata", "2026-06-01"],
] as const;

describe.each(SWITCHES)("in %s around %s", (timeZone, day) => {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const [from, to] = [noon - 2 * DAY, noon + 2 * DAY];
  const localDay = new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" });

  test("a daily time is due once on each day", () => {
    for (let hour = 0; hour < 24; hour += 1)
      for (const minute of [0, 15, 30, 59]) {
        const times = dueTimes(row({ cron: `${minute} ${hour} * * *`, time_zone: timeZone }), from, to);
        const days = times.map((time) => localDay.format(time));
        expect([hour, minute, new Set(days).size]).toEqual([hour, minute, days.length]);
        expect(times.length).toBeGreaterThanOrEqual(3);
      }
  });

  test.each(["30 2 * * *", "0 * * * *", "*/20 1-3 * * *", "15 0 * * *", "*/30 * * * * *"])(
    "the last due time of %s is the same when searched backwards",
    (cron) => {
      const schedule = row({ cron, time_zone: timeZone });
      const span = cron.split(" ").length > 5 ? HOUR : 2 * DAY;
      const times = dueTimes(schedule, noon - span, noon + span / 4);
      const [first = 0] = times;
      for (let at = 0; at < times.length; at += Math.ceil(times.length / 60)) {
        const time = times[at] ?? 0;
        for (const now of [time, time + 1, (times[at + 1] ?? time + 2) - 1]) {
          expect([new Date(now), new Date(latestDue(schedule, first, now))]).toEqual([
            new Date(now),
            new Date(time),
          ]);
        }
        if (at % 7 === 0) expect(countMissed(schedule, { first, latest: time, max: 5_000 })).toBe(at);
      }
    },
  );
});

describe("over random wake-ups", () => {
  const crons = fc.constantFrom("* * * * *", "*/7 * * * *", "30 2 * * *", "0 */3 * * 1-5", "*/30 * * * * *");
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe");
  const steps = fc.array(
    fc.oneof(fc.integer({ min: 1, max: ON_TIME_MS }), fc.integer({ min: 1, max: 2 * HOUR })),
    { minLength: 1, maxLength: 6 },
  );

  test("each due time is sent or counted as missed, exactly once", () => {
    fc.assert(
      fc.property(crons, zones, steps, fc.constantFrom("once", "skip"), (cron, zone, waits, catchUp) => {
        const begin = Date.parse("2026-03-28T23:30:00Z");
        let schedule = row({ cron, time_zone: zone, catch_up: catchUp, created_at: begin });
        let now = begin;
        let handled = 0;
        for (const wait of waits) {
          now += wait;
          const due = resolveDue(schedule, now);
          if (due.kind === "wait") expect(due.at).toBeGreaterThan(now);
          if (due.kind !== "fire" && due.kind !== "miss") continue;
          expect(due.dueAt).toBeLessThanOrEqual(now);
          if (due.kind === "fire" && catchUp === "skip")
            expect(now - due.dueAt).toBeLessThanOrEqual(ON_TIME_MS);
          const all = dueTimes(schedule, schedule.last_due_at ?? begin, now);
          const counted = due.kind === "fire" ? 1 + (due.missed?.count ?? 0) : due.count;
          expect(due.dueAt).toBe(all.at(-1));
          expect(counted).toBe(Math.min(all.length, MISSED_COUNT_MAX + 1));
          handled += all.length;
          schedule = { ...schedule, last_due_at: due.dueAt };
        }
        expect(handled).toBe(dueTimes(schedule, begin, now).length);
      }),
      { numRuns: 25 },
    );
  });

  test("no due time is sent twice when the clock is set back and forth", () => {
    const jumps = fc.array(fc.integer({ min: -3 * HOUR, max: 3 * HOUR }), { maxLength: 20 });
    fc.assert(
      fc.property(crons, jumps, (cron, waits) => {
        let schedule = row({ cron });
        let now = START;
        const sent: number[] = [];
        for (const wait of waits) {
          now = Math.max(START, now + wait);
          const due = resolveDue(schedule, now);
          if (due.kind !== "fire") continue;
          sent.push(due.dueAt);
          schedule = { ...schedule, last_due_at: due.dueAt };
        }
        expect(sent).toEqual([...new Set(sent)].sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the decision", () => {
  const hourly = { cron: "0 * * * *" };
  test.each<[string, Partial<ScheduleRow>, number, string]>([
    ["a disabled schedule", { ...hourly, enabled: 0 }, START + DAY, "none"],
    ["an expression nothing reads", { cron: "never" }, START + DAY, "none"],
    ["an expression that never comes due", { cron: "0 0 30 2 *" }, START + DAY, "none"],
    ["a time to come", { run_at: START + 1 }, START, "wait"],
    ["a time that is now", { run_at: START }, START, "fire"],
    ["a one-shot that fired", { run_at: START, last_due_at: START }, START + DAY, "none"],
    ["a one-shot missed with skip", { run_at: START, catch_up: "skip" }, START + ON_TIME_MS + 1, "miss"],
    ["a one-shot just in time with skip", { run_at: START, catch_up: "skip" }, START + ON_TIME_MS, "fire"],
    ["a mark a day ahead", { ...hourly, last_due_at: START + MARK_AHEAD_MAX_MS }, START, "wait"],
    ["a mark further ahead", { ...hourly, last_due_at: START + MARK_AHEAD_MAX_MS + 1 }, START, "reset"],
    ["a one-shot whose mark is far ahead", { run_at: START, last_due_at: START + 9 * DAY }, START, "none"],
  ])("for %s is: %s", (_what, changes, now, kind) => {
    expect(resolveDue(row(changes), now).kind).toBe(kind);
  });

  test("never inspects more missed times than it counts", () => {
    const due = resolveDue(row({ cron: "* * * * *" }), START + 30 * DAY);
    expect(due).toMatchObject({ kind: "fire", dueAt: START + 30 * DAY, missed: { count: MISSED_COUNT_MAX } });
  });
});

test("costs time by the number of missed times, not by the maximum", () => {
  const begin = process.cpuUsage();
  const range = { first: START + MINUTE, latest: START + 3 * MINUTE, max: 50_000 };
  expect(countMissed(row({ cron: "* * * * *" }), range)).toBe(2);
  expect(process.cpuUsage(begin).user / 1_000).toBeLessThan(2_000);
});

describe("cached next times", () => {
  test("belong to the current state of the row", () => {
    const times = createNextTimes();
    const changes: Partial<ScheduleRow>[] = [
      { cron: "0 * * * *" },
      { cron: "30 * * * *" },
      { cron: "30 * * * *", last_due_at: START + DAY },
      { cron: "30 9 * * *", time_zone: "Asia/Kolkata" },
      { run_at: START + 5 },
      { run_at: START + 5, last_due_at: START + 5 },
      { cron: "nonsense" },
      { cron: "0 * * * *" },
    ];
    for (const change of [...changes, ...changes.toReversed()])
      expect(times.next(row(change))).toBe(nextDue(row(change)));
  });

  test("stay correct for more schedules than are cached", () => {
    const times = createNextTimes();
    for (let at = 0; at < 2_002; at += 1) times.next(row({ id: `s${at}`, run_at: START + at }));
    expect(times.next(row({ id: "s0", run_at: START + 7 }))).toBe(START + 7);
  });
});

describe("a cron expression", () => {
  const now = START;
  test.each([
    ["", "use five fields"],
    ["* * *", "use five fields"],
    ["60 * * * *", "use five fields"],
    ["* * * * * * * *", "use five fields"],
    ["a b c d e", "use five fields"],
    ["*/9 * * * * *", "more often than every 10 seconds"],
    ["0,5 0 0 * * *", "more often than every 10 seconds"],
    ["0 0 31 2,4,6,9,11 *", "never comes due"],
  ])("%j is refused with a reason that does not quote it", (cron, reason) => {
    expect(() => checkCron(cron, "UTC", { now })).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(reason) }),
    );
  });

  test.each(["*/10 * * * * *", "0 9 * * 1-5", "@hourly", "0 0 29 2 *", " 0 9 * * * "])(
    "%j is accepted",
    (cron) => {
      expect(() => checkCron(cron, "UTC", { now })).not.toThrow();
    },
  );

  test("made of any text is accepted or refused with a reason, never with another error", () => {
    const text = fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(/^[0-9*/,\-LW#? ]{1,30}$/));
    fc.assert(
      fc.property(text, (cron) => {
        try {
          checkCron(cron, null, { now });
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_INPUT" });
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe("the time of a one-shot", () => {
  test.each<[string | number, string | null, string]>([
    ["2026-03-29T09:00:00Z", "Europe/Berlin", "2026-03-29T09:00:00Z"],
    ["2026-03-29T09:00:00+0200", null, "2026-03-29T07:00:00Z"],
    ["2026-03-29T09:00", "Europe/Berlin", "2026-03-29T07:00:00Z"],
    ["2026-03-28 09:00:30", "Europe/Berlin", "2026-03-28T08:00:30Z"],
    [" 2026-03-28T09:00 ", "UTC", "2026-03-28T09:00:00Z"],
    ["2099-03-23", "Europe/Berlin", "2099-03-22T23:00:00Z"],
    ["2099-03-23", "America/New_York", "2099-03-23T04:00:00Z"],
    // In the skipped hour, the time after it counts; in the repeated hour, the first one.
    ["2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:30:00Z"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"],
    [START, null, "2026-01-01T00:00:00Z"],
  ])("%s in %s is %s", (value, zone, expected) => {
    expect(new Date(readRunAt(value, zone))).toEqual(new Date(expected));
  });

  test.each([
    "",
    "soon",
    "2026-02-30T09:00",
    "2026-13-01T09:00",
    "2026-01-01T25:00",
    "9e99",
    Number.NaN,
    1.5,
    8.7e15,
  ])("%s is refused", (value) => {
    for (const zone of [null, "Europe/Berlin"])
      expect(() => readRunAt(value, zone)).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  test.each([
    ["Europe/Berlin", true],
    ["UTC", true],
    ["", false],
    ["Mars/Olympus", false],
    ["../etc", false],
  ])("the zone %j is known: %s", (zone, known) => {
    expect(isTimeZone(zone)).toBe(known);
  });
});
