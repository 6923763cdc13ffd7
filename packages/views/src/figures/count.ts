import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

const UNKNOWN = "–";
const KIB = 1_024;

/** A number of tokens, for columns: `880`, `9.6k`, `12M`; `–` when it is unknown, which is not 0. */
export function tokenCount(count: number | null | undefined): string {
  if (count === null || count === undefined) return UNKNOWN;
  const whole = Math.round(count);
  if (whole < 1_000) return String(whole);
  // 999,960 would be "1000k".
  const thousands = oneDigit(whole / 1_000);
  return thousands < 1_000 ? `${thousands}k` : `${oneDigit(whole / 1_000_000)}M`;
}

/** A number of tokens in a sentence: `880 tokens`, `9.6k tokens`. */
export function tokens(count: number | null | undefined, words: ViewWords = en): string {
  return count === null || count === undefined
    ? UNKNOWN
    : words.figures.tokens(tokenCount(count), Math.round(count));
}

/** A part of a whole from 0 to 1: `98%`, `–` when it is unknown. Only all of it is `100%`. */
export function share(part: number | null): string {
  return part === null ? UNKNOWN : `${Math.floor(part * 100 + 1e-9)}%`;
}

/** A number of bytes: `912 B`, `1.4 KiB`, `12.3 MiB`. */
export function size(bytes: number): string {
  if (bytes < KIB) return `${bytes} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"] as const;
  let [value, at] = [bytes / KIB, 0];
  while (oneDigit(value) >= KIB && at < units.length - 1) {
    value /= KIB;
    at += 1;
  }
  return `${oneDigit(value)} ${units[at]}`;
}

function oneDigit(value: number): number {
  return Math.round(value * 10) / 10;
}
