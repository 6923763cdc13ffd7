/** The figures of `@tinyagi/views` in the reader's language and region. */
import type { BudgetAmounts, BudgetResource } from "@tinyagi/contracts";
import * as views from "@tinyagi/views";
import { parseRegion } from "../locale/language";
import { words } from "../locale/words";
import { daemonNow } from "./daemon-clock";

export { addCosts, type Cost, cents, grouped, money, share, size, tokenCount } from "@tinyagi/views";

export function duration(ms: number): string {
  return views.duration(ms, words.views);
}

export function span(ms: number): string {
  return views.span(ms, words.views);
}

export function age(ms: number): string {
  return views.age(ms, words.views);
}

export function ago(ms: number): string {
  return views.ago(ms, words.views);
}

export function amount(resource: BudgetResource, value: number): string {
  return views.amount(resource, value, words.views);
}

export function amounts(given: BudgetAmounts): string {
  return views.amounts(given, words.views);
}

export function formatUsed(resource: BudgetResource, of: Parameters<typeof views.formatUsed>[1]): string {
  return views.formatUsed(resource, of, words.views);
}

/** The whole time with its zone, for a tooltip. */
export function absolute(time: number): string {
  return views.stamp(time, here());
}

export function clock(time: number): string {
  return views.clock(time, here());
}

/** With its milliseconds, as the clock of the page shows the hours. */
export function exactClock(time: number): string {
  return views.clockExact(time, here());
}

export function day(time: number): string {
  return views.day(time, here());
}

export function moment(time: number): string {
  return views.moment(time, { ...here(), now: daemonNow() });
}

const DAY_PARTS = {
  weekday: { weekday: "long" },
  short: { weekday: "short" },
  date: { weekday: "short", day: "numeric", month: "short" },
  withYear: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** A day with its weekday in the reader's region: `Thursday`, `Thu`, `Mon, 30 Nov`, `Mon, 30 Nov 2026`. */
export function dayWords(time: number, parts: keyof typeof DAY_PARTS): string {
  return new Date(time).toLocaleDateString(parseRegion(words.tag), DAY_PARTS[parts]);
}

/** A calendar day such as `2027-01-31`, with its year unless that is the current one. */
export function dateWords(date: string, now: number): string {
  // Noon: no zone moves it to another day.
  const noon = new Date(`${date}T12:00`);
  const isThisYear = noon.getFullYear() === new Date(now).getFullYear();
  return dayWords(noon.getTime(), isThisYear ? "date" : "withYear");
}

function here(): views.Place {
  return { locale: parseRegion(words.tag) };
}
