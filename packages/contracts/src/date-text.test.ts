import fc from "fast-check";
import { expect, test } from "vitest";
import { readDateText } from "./date-text.js";

const BERLIN = "Europe/Berlin";

/** @requirement SCHEDULE-1 */
test.each<[text: string, zone: string, expected: string]>([
  ["2099-03-23", BERLIN, "2099-03-22T23:00:00Z"],
  ["2099-03-23", "America/New_York", "2099-03-23T04:00:00Z"],
  ["2099-03-23", "UTC", "2099-03-23T00:00:00Z"],
  ["2026-07-01", BERLIN, "2026-06-30T22:00:00Z"],
  ["2026-07-01", "Pacific/Kiritimati", "2026-06-30T10:00:00Z"],
  [" 2026-03-28T09:00 ", "UTC", "2026-03-28T09:00:00Z"],
  ["2026-03-28 09:00:30", BERLIN, "2026-03-28T08:00:30Z"],
  ["2026-03-28T09:00:30.250", BERLIN, "2026-03-28T08:00:30.250Z"],
  ["2026-03-29T09:00:00Z", BERLIN, "2026-03-29T09:00:00Z"],
  ["2026-03-29T09:00:00+0200", "UTC", "2026-03-29T07:00:00Z"],
  ["2026-03-29T09:00+02:00", "UTC", "2026-03-29T07:00:00Z"],
  ["31 January 2027 18:00", BERLIN, "2027-01-31T17:00:00Z"],
  ["2027/01/31 18:00", "Asia/Tokyo", "2027-01-31T09:00:00Z"],
  ["Sun, 31 Jan 2027 18:00:00 GMT", BERLIN, "2027-01-31T18:00:00Z"],
  // Summer time skips this hour: the time after it counts.
  ["2026-03-29T02:30", BERLIN, "2026-03-29T01:30:00Z"],
  // It occurs twice: the first counts.
  ["2026-10-25T02:30", BERLIN, "2026-10-25T00:30:00Z"],
  ["2026-11-01 01:30", "America/New_York", "2026-11-01T05:30:00Z"],
  // A midnight that does not exist.
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["2026-07-01 12:00", "Asia/Kathmandu", "2026-07-01T06:15:00Z"],
])("%s in %s is %s", (text, zone, expected) => {
  expect(readDateText(text, zone)).toBe(Date.parse(expected));
});

test("a date alone is midnight on the clock of the machine, where no zone is given", () => {
  expect(readDateText("2099-03-23")).toBe(new Date(2099, 2, 23).getTime());
});

test.each([
  "",
  "soon",
  "5",
  "9e99",
  "2026-02-30",
  "2026-02-30T09:00",
  "2026-02-30T09:00Z",
  "2026-13-01",
  "2026-01-00",
  "2026-01-01T25:00",
  "2026-01-01T09:60",
  "2026-1-1T9",
  `2026-01-01${" ".repeat(80)}x`,
])("%j is no date", (text) => {
  expect(readDateText(text, BERLIN)).toBeUndefined();
});

test("any time of a zone is read back as what its clocks show", () => {
  const zone = fc.constantFrom(BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC");
  fc.assert(
    fc.property(
      zone,
      fc.date({ min: new Date("2001-01-01"), max: new Date("2090-01-01"), noInvalidDate: true }),
      (timeZone, date) => {
        const shown = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
        const text = shown.format(date);
        expect(shown.format(readDateText(text, timeZone))).toBe(text);
      },
    ),
    { numRuns: 300 },
  );
});
