/**
 * Where the event stream of this page starts: before its first answer was read. What happens between an answer and the
 * stream then comes as an event, and no answer is read twice.
 */
const HEADER = "x-event-position";
let first: number | undefined;

/** Remembers the position of the first answer. Later answers are newer. */
export function notePosition<T extends { headers: { get(name: string): string | null } }>(answer: T): T {
  const header = answer.headers.get(HEADER);
  if (header !== null) first ??= Number(header);
  return answer;
}

/** The answers of a session that ended are forgotten, and with them their position. */
export function forgetPosition(): void {
  first = undefined;
}

/** `seq` of an event; undefined before the first answer of the daemon. */
export function startPosition(): number | undefined {
  return first;
}
