/** Times for people: short and relative; the absolute time goes into a tooltip. */
import { regionOf } from "../../locale/language";
import { words } from "../../locale/words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `now`, `12 min`, `3 h`, `2 d`. @param ms how long; negative counts as now */
export function span(ms: number): string {
  const { time } = words.common;
  if (ms < 10_000) return time.now;
  if (ms < MINUTE) return time.seconds(String(Math.floor(ms / 1_000)));
  if (ms < HOUR) return time.minutes(Math.floor(ms / MINUTE));
  if (ms < DAY) return time.hours(Math.floor(ms / HOUR));
  return time.days(Math.floor(ms / DAY));
}

/** The same for what lasts: it begins with seconds instead of `now`. */
export function elapsed(ms: number): string {
  return ms < MINUTE ? words.common.time.seconds(String(Math.max(0, Math.floor(ms / 1_000)))) : span(ms);
}

/** `12 min ago`; `now` stays alone. */
export function ago(ms: number): string {
  const text = span(ms);
  return text === words.common.time.now ? text : words.common.time.ago(text);
}

/** How long something took: `0.4 s`, `3 min 41 s`. */
export function duration(ms: number): string {
  const { time } = words.common;
  if (ms < 60_000) return time.seconds((ms / 1_000).toFixed(ms < 10_000 ? 1 : 0));
  const minutes = time.minutes(Math.floor((ms % HOUR) / MINUTE));
  if (ms < HOUR) return time.join(minutes, time.seconds(String(Math.floor((ms % MINUTE) / 1_000))));
  return time.join(time.hours(Math.floor(ms / HOUR)), minutes);
}

/** Made once: one formatter costs as much as drawing a whole row. */
let whole: Intl.DateTimeFormat | undefined;

/** The whole time with its zone, in the reader's own. */
export function absolute(time: number): string {
  whole ??= new Intl.DateTimeFormat(regionOf(words.tag), { dateStyle: "medium", timeStyle: "long" });
  return whole.format(time);
}

/** `14:05`, or `2:05 PM` where people write it so. */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString(regionOf(words.tag), { hour: "2-digit", minute: "2-digit" });
}

/** `Monday, November 23`, in the reader's order. */
export function day(time: number): string {
  return new Date(time).toLocaleDateString(regionOf(words.tag), {
    weekday: "long",
    day: "numeric",
    month: "long",
  });
}

/** Of today its time, else its day. */
export function when(time: number): string {
  return startOfDay(time) === startOfDay(Date.now()) ? clock(time) : day(time);
}

/** Midnight of the reader's day. */
export function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0);
}
