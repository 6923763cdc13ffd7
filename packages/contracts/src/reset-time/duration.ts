/** Spans of time as providers write them: `34.07s`, `1h12m0s`, `2 hours 13 minutes`, `01:02:03`. Pure. */

const UNIT_MS: ReadonlyMap<string, number> = new Map(
  (
    [
      [1, "ms msec msecs millisecond milliseconds"],
      [1_000, "s sec secs second seconds"],
      [60_000, "m min mins minute minutes"],
      [3_600_000, "h hr hrs hour hours"],
      [86_400_000, "d day days"],
      [7 * 86_400_000, "w week weeks"],
    ] as const
  ).flatMap(([ms, names]) => names.split(" ").map((name) => [name, ms] as const)),
);
const DAY_MS = 86_400_000;
const COLONS = /^(\d{1,3}):(\d\d):(\d\d)(?!\d)/;
const PART = /^(\d{1,12}(?:\.\d{1,18})?|an?\b) ?([a-z]{1,12})(?![a-z])/i;
const BETWEEN = /^(?:, ?and |, ?| and | )/i;
const PARTS_MAX = 6;

export interface Duration {
  readonly ms: number;
  /** Whether it is counted in days: such a wait is meant, however long. */
  readonly isInDays: boolean;
}

/** The span that `text` begins with; undefined when it begins with none. */
export function durationAt(text: string): Duration | undefined {
  const colons = COLONS.exec(text);
  if (colons !== null) {
    const [, hours, minutes, seconds] = colons.map(Number);
    return { ms: ((hours ?? 0) * 3_600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1_000, isInDays: false };
  }
  let rest = text;
  let ms: number | undefined;
  let isInDays = false;
  for (let count = 0; count < PARTS_MAX; count += 1) {
    const [whole = "", amount = "", name = ""] = PART.exec(rest) ?? [];
    const unit = UNIT_MS.get(name.toLowerCase());
    if (whole === "" || unit === undefined) break;
    ms = (ms ?? 0) + (Number.isNaN(Number(amount)) ? 1 : Number(amount)) * unit;
    isInDays ||= unit >= DAY_MS;
    rest = rest.slice(whole.length);
    rest = rest.slice(BETWEEN.exec(rest)?.[0].length ?? 0);
  }
  return ms === undefined ? undefined : { ms: Math.ceil(ms), isInDays };
}
