/** How much of each level was read, in all and over time. Pure. */
import { type Entry, LEVELS, type Level } from "./entries";

/** How many entries each choice of the filter shows: of its level and worse. */
export function levelCounts(entries: readonly Entry[]): Readonly<Record<Level, number>> {
  const counts = LEVELS.map(
    (level) => entries.filter((entry) => LEVELS.indexOf(entry.level) <= LEVELS.indexOf(level)).length,
  );
  return Object.fromEntries(LEVELS.map((level, i) => [level, counts[i] ?? 0])) as Record<Level, number>;
}

export interface Bucket {
  from: number;
  quiet: number;
  warnings: number;
  errors: number;
}

/** The time that the entries span, in equal parts, oldest first. @param entries newest first */
export function toBuckets(entries: readonly Entry[], now: number, parts: number): Bucket[] {
  const start = Math.min(entries.at(-1)?.time ?? now, now);
  const width = Math.max(1, (now - start) / parts);
  const buckets = Array.from({ length: parts }, (_, i) => ({
    from: start + i * width,
    quiet: 0,
    warnings: 0,
    errors: 0,
  }));
  for (const { time, level } of entries) {
    const bucket = buckets[Math.min(parts - 1, Math.max(0, Math.floor((time - start) / width)))];
    if (bucket === undefined) continue;
    if (level === "error") bucket.errors += 1;
    else if (level === "warn") bucket.warnings += 1;
    else bucket.quiet += 1;
  }
  return buckets;
}
