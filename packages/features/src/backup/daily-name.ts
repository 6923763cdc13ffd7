/**
 * The names of daily backups. Each carries its time and a mark of its home, so that two homes may share a target and
 * neither deletes a backup of the other.
 */
import { startOfDay } from "@tinyagi/base";
import { timeName } from "./time-name.js";

const NAME = /^tinyagi-daily-(\d{4}-\d{2}-\d{2}T\d{2})-(\d{2})-(\d{2}\.\d{3}Z)-([0-9a-f]{8})\.tar\.gz$/;
export const MARK_CHARS = 8;

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

/**
 * The daily backups of one home that are not the newest of one of its last `keep` days. Days without a backup do not
 * count. Those from the future are the first to go.
 */
export function outdated(
  names: readonly string[],
  { marks, keep, now }: { marks: ReadonlySet<string>; keep: number; now: number },
): string[] {
  const newestFirst = names
    .flatMap((name) => parseDailyName(name) ?? [])
    .filter(({ mark }) => marks.has(mark))
    .sort((a, b) => Number(isOfPast(b, now)) - Number(isOfPast(a, now)) || b.time - a.time);
  const newestOfDay = new Map<number, string>();
  for (const { name, time } of newestFirst) {
    const day = startOfDay(time);
    if (!newestOfDay.has(day)) newestOfDay.set(day, name);
  }
  const kept = new Set([...newestOfDay.values()].slice(0, keep));
  return newestFirst.flatMap(({ name }) => (kept.has(name) ? [] : name));
}
