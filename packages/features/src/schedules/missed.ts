/** How the history says that due times were missed: written when one is handled, read when somebody looks back. Pure. */
import type { ScheduleRunRow } from "@tinyagi/kernel";

const MISSED = /^missed\b(?:.*\((\d+) due times?\))?/;
const REPLACED = /^also replaces (\d+) due times? missed before$/;

/** Of an entry that stands for times at which nothing was sent. */
export function missedReason(count: number): string {
  return `missed: the daemon was not running${count === 1 ? "" : ` (${timesOf(count)})`}`;
}

/** Of a firing that makes up for earlier times. */
export function replacedReason(count: number): string {
  return `also replaces ${timesOf(count)} missed before`;
}

/** How many due times passed without a message, as far as this entry says. */
export function missedIn({ status, reason }: Pick<ScheduleRunRow, "status" | "reason">): number {
  const said = reason ?? "";
  if (status === "fired") return Number(REPLACED.exec(said)?.[1] ?? 0);
  const found = status === "skipped" ? MISSED.exec(said) : null;
  return found === null ? 0 : Number(found[1] ?? 1);
}

function timesOf(count: number): string {
  return count === 1 ? "1 due time" : `${count} due times`;
}
