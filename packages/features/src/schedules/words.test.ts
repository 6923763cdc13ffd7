import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { previewTimes } from "./preview.js";
import { readWhen } from "./words.js";

/** A Wednesday. */
const NOW = Date.UTC(2026, 10, 25, 14, 0);
const at = (timeZone: string | null = "UTC") => ({ now: NOW, timeZone });

describe("words become cron", () => {
  test.each([
    ["every weekday at 6:00", "0 6 * * 1-5"],
    ["Every day at 9, 12, 15 and 18.", "0 9,12,15,18 * * *"],
    ["daily at noon", "0 12 * * *"],
    ["weekdays at 9:30 pm", "30 21 * * 1-5"],
    ["every weekend at midnight", "0 0 * * 0,6"],
    ["mondays at 9:30", "30 9 * * 1"],
    ["every mon and fri at 8am", "0 8 * * 1,5"],
    ["tuesdays, thursdays at 7", "0 7 * * 2,4"],
    ["monthly on the 22nd at 16:00", "0 16 22 * *"],
    ["every month on the last day at 17:00", "0 17 L * *"],
    ["every 15 minutes", "*/15 * * * *"],
    ["every minute", "* * * * *"],
    ["each 6 hours", "0 */6 * * *"],
    ["every hour", "0 * * * *"],
    ["hourly", "0 * * * *"],
    ["every half hour", "*/30 * * * *"],
    ["every quarter of an hour", "*/15 * * * *"],
    ["every morning at 8", "0 8 * * *"],
    ["every evening at 7:30", "30 19 * * *"],
    ["daily at 7 in the evening", "0 19 * * *"],
    ["at 9 every day", "0 9 * * *"],
    ["9:30 on mondays", "30 9 * * 1"],
    ["6pm weekdays", "0 18 * * 1-5"],
    ["weekly on friday at 17:00", "0 17 * * 5"],
    ["every week on mon and thu at 9", "0 9 * * 1,4"],
    ["on mondays at 9 o'clock", "0 9 * * 1"],
    ["monday to friday at 9", "0 9 * * 1-5"],
    ["mon-fri at 8:15", "15 8 * * 1-5"],
    ["every working day at 9", "0 9 * * 1-5"],
    ["on the 1st of every month at 9", "0 9 1 * *"],
    ["the first of each month at noon", "0 12 1 * *"],
    ["on the last day of every month at 17:00", "0 17 L * *"],
    ["0 9 * * MON-FRI", "0 9 * * MON-FRI"],
    ["@daily", "@daily"],
  ])("%s", (words, cron) => expect(readWhen(words, at())).toEqual({ cron }));
});

describe("words become one time", () => {
  test.each([
    ["tomorrow at 9", "2026-11-26T09:00"],
    ["today at 18:00", "2026-11-25T18:00"],
    ["at 18:00", "2026-11-25T18:00"],
    ["at 13:00", "2026-11-26T13:00"],
    ["friday at noon", "2026-11-27T12:00"],
    ["on wednesday at 13:00", "2026-12-02T13:00"],
    ["wednesday at 15:00", "2026-11-25T15:00"],
    ["tonight at 8", "2026-11-25T20:00"],
    ["tomorrow morning at 9", "2026-11-26T09:00"],
    ["this evening at 6:30", "2026-11-25T18:30"],
    ["next friday at noon", "2026-11-27T12:00"],
    ["9:00 tomorrow", "2026-11-26T09:00"],
    ["2027-01-31 18:00", "2027-01-31 18:00"],
  ])("%s", (words, runAt) => expect(readWhen(words, at())).toEqual({ runAt }));

  test("a delay counts from now, and days are those of the time zone", () => {
    expect(readWhen("in 30 minutes", at())).toEqual({ runAt: NOW + 1_800_000 });
    expect(readWhen("in an hour", at())).toEqual({ runAt: NOW + 3_600_000 });
    expect(readWhen("today at 9:00", at("Pacific/Auckland"))).toEqual({ runAt: "2026-11-26T09:00" });
  });
});

test.each([
  "",
  "soon",
  "every blue moon",
  "every day at 25:00",
  "every day at 9:75",
  "daily at 13pm",
  "every 7 minutes",
  "every day",
  "every day at 9:00 and 9:30",
  "monthly on the 32nd at 9",
  "someday at 9",
  "every morning",
  "every morning at 13",
  "the 32nd of every month at 9",
  "weekly on at 9",
])("%j is refused with what to do", (words) => {
  expect(() => readWhen(words, at())).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});

test("any text is understood or refused, and what is understood has times in the future", () => {
  const word = fc.constantFrom(
    ...[
      "every",
      "day",
      "monday",
      "at",
      "9:30",
      "and",
      "in",
      "5",
      "minutes",
      "the",
      "22nd",
      "morning",
      "of",
      "month",
      "on",
      "to",
      "*",
      "*/5",
      "tomorrow",
    ],
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(word, { maxLength: 7 }).map((all) => all.join(" ")),
      ),
      (when) => {
        try {
          const { times } = previewTimes({ when, timeZone: "Europe/Berlin", count: 5 }, NOW);
          expect(times.every((time) => time > NOW)).toBe(true);
          expect([...times].sort((a, b) => a - b)).toEqual(times);
        } catch (error) {
          expect(error).toMatchObject({ code: "INVALID_INPUT" });
        }
      },
    ),
  );
});

test("the preview names the expression, the zone and the next times, across a change of the clock", () => {
  const before = Date.UTC(2026, 9, 23, 12);
  expect(previewTimes({ when: "weekends at 6:00", timeZone: "Europe/Berlin", count: 3 }, before)).toEqual({
    cron: "0 6 * * 0,6",
    runAt: null,
    timeZone: "Europe/Berlin",
    times: [Date.UTC(2026, 9, 24, 4), Date.UTC(2026, 9, 25, 5), Date.UTC(2026, 9, 31, 5)],
  });
  expect(previewTimes({ when: "tomorrow at 9", timeZone: "Europe/Berlin", count: 5 }, NOW)).toEqual({
    cron: null,
    runAt: "2026-11-26T08:00:00.000Z",
    timeZone: "Europe/Berlin",
    times: [Date.UTC(2026, 10, 26, 8)],
  });
  for (const wrong of [
    { when: "today at 1:00", timeZone: "UTC" },
    { when: "0 0 30 2 *", timeZone: "UTC" },
    { when: "* * * * * *", timeZone: "UTC" },
    { when: "daily at 9", timeZone: "Mars/Base" },
  ])
    expect(() => previewTimes({ ...wrong, count: 5 }, NOW)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT" }),
    );
  expect(previewTimes({ when: "daily at 9", timeZone: null, count: 1 }, NOW).timeZone).toBe(
    Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
});
