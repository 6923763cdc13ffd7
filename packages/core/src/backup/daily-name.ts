/**
 * The names of daily backups. Each carries its time and a mark of its home, so that two homes may share a target and
 * neither deletes a backup of the other.
 */
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { timeName } from "./time-name.js";

const NAME = /^tinyagi-daily-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)-([0-9a-f]{8})\.tar\.gz$/;
const MARK_CHARS = 8;

/** The same for one home on one machine. */
export function homeMark(home: string, machine = hostname()): string {
  return createHash("sha256").update(`${machine}\0${home}`).digest("hex").slice(0, MARK_CHARS);
}

export function dailyName(time: number, mark: string): string {
  return `tinyagi-daily-${timeName(time)}-${mark}.tar.gz`;
}

export interface DailyName {
  name: string;
  /** Milliseconds since the epoch. */
  time: number;
  mark: string;
}

/** @returns undefined for every other name */
export function parseDailyName(name: string): DailyName | undefined {
  const [, hours, minutes, seconds, mark] = NAME.exec(name) ?? [];
  if (hours === undefined || minutes === undefined || seconds === undefined || mark === undefined)
    return undefined;
  const time = Date.parse(`${hours}:${minutes}:${seconds}`);
  return Number.isNaN(time) ? undefined : { name, time, mark };
}

/** A time beyond this from now was written before the clock was set back. */
const AHEAD_MAX_MS = 86_400_000;

/** Whether a backup counts as one of the past. */
export function isOfPast({ time }: DailyName, now: number): boolean {
  return time < now + AHEAD_MAX_MS;
}

/** The daily backups of one home beyond the newest `keep`. Those from the future are the first to go. */
export function outdated(
  names: readonly string[],
  { mark, keep, now }: { mark: string; keep: number; now: number },
): string[] {
  const ageOf = (daily: DailyName): number =>
    isOfPast(daily, now) ? now - daily.time : Number.POSITIVE_INFINITY;
  return names
    .flatMap((name) => parseDailyName(name) ?? [])
    .filter((daily) => daily.mark === mark)
    .map((daily) => ({ name: daily.name, age: ageOf(daily) }))
    .sort((a, b) => (a.age === b.age ? 0 : a.age - b.age))
    .slice(keep)
    .map(({ name }) => name);
}
