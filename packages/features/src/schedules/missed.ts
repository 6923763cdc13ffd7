/** How the history says in words that due times were missed. The number is a column beside it. Pure. */

/** Of an entry that stands for times at which nothing was sent. */
export function missedReason(count: number): string {
  return `missed: the daemon was not running${count === 1 ? "" : ` (${toTimes(count)})`}`;
}

/** Of a firing that makes up for earlier times. */
export function replacedReason(count: number): string {
  return `also replaces ${toTimes(count)} missed before`;
}

function toTimes(count: number): string {
  return count === 1 ? "1 due time" : `${count} due times`;
}
