/** Spend as the page shows it: series, stacks, scales and sentences. Pure. */
import type { SpendSumsByDay, SpendSumsView } from "@tinyagi/contracts";
import { cents, day, dayWords, money, tokenCount } from "../../lib/figures";
import type { SpendReport } from "./queries";

export const UNITS = ["money", "tokens"] as const;
export type Unit = (typeof UNITS)[number];
/** Fills that a reader tells apart without colour; the last one is plain and means "the others". */
export const PATTERNS = 6;
export const OTHERS = "…others";

export interface Series {
  key: string;
  name: string | null;
  /** From 0; `PATTERNS - 1` is shared by all that have no pattern of their own. */
  pattern: number;
  sums: SpendSumsByDay;
  byDay: ReadonlyMap<string, SpendSumsView>;
}

/** Most expensive first, the rest as the last one. */
export function toSeries(report: SpendReport): Series[] {
  const rest = report.rest === null ? [] : [{ ...report.rest, key: OTHERS, name: null }];
  return [...report.rows, ...rest].map(({ key, name, ...sums }, i) => ({
    key,
    name,
    sums,
    pattern: Math.min(i, PATTERNS - 1),
    byDay: new Map((sums.perDay ?? []).map((day) => [day.day, day])),
  }));
}

export function measure(sums: SpendSumsView | undefined, unit: Unit): number {
  if (sums === undefined) return 0;
  return unit === "money" ? (sums.costUsd ?? 0) : (sums.inputTokens ?? 0) + (sums.outputTokens ?? 0);
}

export function amountWords(value: number, unit: Unit): string {
  return unit === "money" ? money({ costUsd: value }) : tokenCount(value);
}

export function sumWords(sums: SpendSumsView | undefined, unit: Unit): string {
  if (sums === undefined) return "–";
  if (unit === "tokens")
    return sums.inputTokens === null && sums.outputTokens === null ? "–" : tokenCount(measure(sums, unit));
  return cents(sums);
}

/** What was reported by agents and providers; null if nothing was. */
export function reportedUsd({ costUsd, estimatedUsd }: SpendSumsView): number | null {
  if (costUsd === null) return null;
  const reported = costUsd - (estimatedUsd ?? 0);
  return estimatedUsd !== null && reported < 0.000_05 ? null : reported;
}

export interface Segment {
  from: number;
  to: number;
  pattern: number;
  isChosen: boolean;
}

/** One day from the bottom up. Series without a pattern of their own stand together, but for the chosen one. */
export function stackSeries(
  series: readonly Series[],
  { day, unit, chosen }: { day: string; unit: Unit; chosen: string },
): Segment[] {
  const segments: Segment[] = [];
  let height = 0;
  for (const { key, pattern, byDay } of series) {
    const value = measure(byDay.get(day), unit);
    if (value <= 0) continue;
    const last = segments.at(-1);
    const isChosen = key === chosen;
    const joins = pattern === PATTERNS - 1 && last?.pattern === pattern && !isChosen && !last.isChosen;
    if (joins) last.to += value;
    else segments.push({ from: height, to: height + value, pattern, isChosen });
    height += value;
  }
  return segments;
}

/** Round steps from 0 to at least the highest value: three to six of them. */
export function computeTicks(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

/** The local date of the daemon's machine as words: `Mon 9`, or with its month. */
export function localDayWords(localDay: string, style: "short" | "long"): string {
  const date = new Date(`${localDay}T12:00:00`);
  return style === "short" ? `${dayWords(date.getTime(), "short")} ${date.getDate()}` : day(date.getTime());
}
