import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** In the first seconds a number would be noise. */
const FRESH = 10 * SECOND;

/**
 * How long something took or takes: `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d 3 h`. A smaller unit of zero is left out.
 *
 * @param ms - milliseconds; negative counts as 0
 */
export function duration(ms: number, words: ViewWords = en): string {
  const { time } = words;
  const length = Math.max(0, ms);
  if (length < 10 * SECOND) return time.seconds((length / SECOND).toFixed(1));
  if (length < MINUTE) return time.seconds(whole(length, SECOND));
  const seconds = Math.floor((length % MINUTE) / SECOND);
  const minutes = Math.floor((length % HOUR) / MINUTE);
  const hours = Math.floor((length % DAY) / HOUR);
  if (length < HOUR) {
    return pair(time.minutes(minutes), seconds === 0 ? undefined : time.seconds(String(seconds)), words);
  }
  if (length < DAY) return pair(time.hours(hours), minutes === 0 ? undefined : time.minutes(minutes), words);
  return pair(time.days(Math.floor(length / DAY)), hours === 0 ? undefined : time.hours(hours), words);
}

/**
 * One unit, for columns: `8 s`, `42 min`, `2 h`, `3 d`.
 *
 * @param ms - milliseconds; negative counts as 0
 */
export function span(ms: number, words: ViewWords = en): string {
  const { time } = words;
  const length = Math.max(0, ms);
  if (length < MINUTE) return time.seconds(whole(length, SECOND));
  if (length < HOUR) return time.minutes(Math.floor(length / MINUTE));
  if (length < DAY) return time.hours(Math.floor(length / HOUR));
  return time.days(Math.floor(length / DAY));
}

/**
 * How long ago something was, for columns: `now` in the first ten seconds, then as {@link span}.
 *
 * @param ms - milliseconds; negative counts as 0
 */
export function age(ms: number, words: ViewWords = en): string {
  return ms < FRESH ? words.time.now : span(ms, words);
}

/** The same in a sentence: `now`, `12 min ago`. */
export function ago(ms: number, words: ViewWords = en): string {
  return ms < FRESH ? words.time.now : words.time.ago(span(ms, words));
}

function whole(length: number, unit: number): string {
  return String(Math.floor(length / unit));
}

function pair(large: string, small: string | undefined, { time }: ViewWords): string {
  return small === undefined ? large : time.join(large, small);
}
