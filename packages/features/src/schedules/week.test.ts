/** @requirement SCHEDULE-1 */
import { DUE_COUNT_MAX } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { createScheduleFixture, OPERATOR } from "./fixture.js";

/** Thursday. */
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const good = { agentId: "coder", message: "m", timeZone: "UTC" };
const UTC = { date: null, timeZone: "UTC" };

describe("a week of schedules", () => {
  test("begins on Monday, and shows what is due on each day in the zone of the reader", async () => {
    await using fixture = createScheduleFixture();
    await fixture.schedules.create({ ...good, label: "early", cron: "30 0 * * *" }, OPERATOR);
    const week = await fixture.schedules.week(UTC);
    expect(week).toMatchObject({ timeZone: "UTC", previous: "2025-12-22", next: "2026-01-05" });
    expect(week.days.map(({ date }) => date)).toEqual([
      "2025-12-29",
      "2025-12-30",
      "2025-12-31",
      "2026-01-01",
      "2026-01-02",
      "2026-01-03",
      "2026-01-04",
    ]);
    expect(week.days.map(({ isToday }) => isToday).indexOf(true)).toBe(3);
    expect(week.days.map(({ schedules }) => schedules.length)).toEqual([0, 0, 0, 1, 1, 1, 1]);
    expect(week.days[3]?.schedules[0]).toMatchObject({
      label: "early",
      agentId: "coder",
      missed: 0,
      failed: 0,
      hasMore: false,
      times: [{ at: START + HOUR / 2, state: "due" }],
    });
    // In New York it is still the evening before.
    const west = await fixture.schedules.week({ date: null, timeZone: "America/New_York" });
    expect(west.days.map(({ schedules }) => schedules.length)).toEqual([0, 0, 1, 1, 1, 1, 1]);
  });

  test("keeps what was sent, and marks what was missed", async () => {
    await using fixture = createScheduleFixture();
    await fixture.schedules.create({ ...good, label: "once", cron: "0 * * * *", overlap: "allow" }, OPERATOR);
    await fixture.schedules.create({ ...good, label: "skip", cron: "0 * * * *", catchUp: "skip" }, OPERATOR);
    fixture.schedules.start();
    await fixture.pass(HOUR);
    await fixture.restart(5 * HOUR + HOUR / 2);
    const [today] = (await fixture.schedules.week(UTC)).days.filter(({ isToday }) => isToday);
    const [once, skip] = ["once", "skip"].map((name) => today?.schedules.find(({ label }) => label === name));
    // Of 24 times one was sent, one made up for those that were missed, and 17 lie ahead.
    expect(once).toMatchObject({ missed: 4, failed: 0, sent: 2, due: 17, hasMore: true });
    expect(skip).toMatchObject({ missed: 5, sent: 1, due: 17, hasMore: true });
    expect(skip?.times.map(({ state }) => state)).toEqual(["missed", "due", "due"]);
  });

  test("has at most three times of a schedule on a day, and none of one that is off or over", async () => {
    await using fixture = createScheduleFixture();
    await fixture.schedules.create({ ...good, label: "busy", cron: "* * * * *" }, OPERATOR);
    await fixture.schedules.create({ ...good, label: "off", cron: "* * * * *", enabled: false }, OPERATOR);
    await fixture.schedules.create({ ...good, label: "single", runAt: START + 30 * HOUR }, OPERATOR);
    for (const { schedules } of (await fixture.schedules.week(UTC)).days.slice(3))
      expect(schedules.find(({ label }) => label === "busy")).toMatchObject({
        hasMore: true,
        due: DUE_COUNT_MAX,
        times: { length: 3 },
      });
    const friday = (await fixture.schedules.week(UTC)).days[4]?.schedules.map(({ label }) => label);
    expect(friday).toEqual(["single", "busy"]);
    const { days } = await fixture.schedules.week({ date: "2026-01-04", timeZone: "UTC" });
    const dates = (name: string) =>
      days.filter(({ schedules }) => schedules.some(({ label }) => label === name)).map(({ date }) => date);
    expect([dates("off"), dates("single")]).toEqual([[], ["2026-01-02"]]);
    const later = await fixture.schedules.week({ date: "2026-02-28", timeZone: "UTC" });
    expect(later.days[0]?.schedules[0]?.times[0]?.at).toBe(Date.UTC(2026, 1, 23));
  });

  test("a day without midnight and days of 23 hours have all their times", async () => {
    await using fixture = createScheduleFixture();
    const zone = "America/Santiago";
    await fixture.schedules.create({ ...good, label: "noon", timeZone: zone, cron: "0 12 * * *" }, OPERATOR);
    const { days } = await fixture.schedules.week({ date: "2026-09-06", timeZone: zone });
    expect(days.map(({ schedules }) => schedules[0]?.times.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test("a day and a zone that do not exist are refused", async () => {
    await using fixture = createScheduleFixture();
    for (const wrong of [{ date: "2026-02-30" }, { date: "2026-13-01" }, { timeZone: "Mars/Base" }])
      await expect(fixture.schedules.week({ ...UTC, ...wrong })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
  });
});
