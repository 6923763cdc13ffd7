/**
 * What a crash of the daemon means for the messages whose runs were alive. Pure: facts in, decision out.
 *
 * One of them may have caused the crash. A message is blamed only if it was the only one that ran; otherwise nobody is,
 * and after the start they run one after another (`dispatcher/careful-start.ts`) until one is found alone.
 */

/** Crashes a message may be blamed for before it becomes a dead letter. */
export const INTERRUPTIONS_MAX = 5;
/**
 * The same when the last crash was the end of a daemon that hung. Most crashes may come from outside: power, memory, an
 * operator. A hang does not, and the daemon does nothing until somebody kills it.
 */
export const HANGS_MAX = 2;

/** How the daemon before this one ended. */
export type DaemonEnd = "crash" | "hang";

/**
 * How long a suspect is watched. Faults of starting an agent, of its first output and of its result show within tens of
 * milliseconds of a run's start or end.
 */
const WATCH_MS = 250;
/** Work that was interrupted for the first time is claimed again within 5 s of a start, however much of it there is. */
const WATCH_ALL_MS = 1_500;
/**
 * The watch doubles with each further crash of a message, until it is longer than what the message needs to crash the
 * daemon: otherwise a healthy message that starts in between would be taken for the cause. No run lasts longer.
 */
const WATCH_MAX_MS = 60 * 60_000;

/** A message whose run was alive at a crash, or that waits again after an earlier one. */
export interface Interrupted {
  readonly id: number;
  readonly lane: string;
  /** Crashes it was blamed for, this one included. */
  readonly blamed: number;
  /** Crashes its runs went through, this one included. */
  readonly crashes: number;
  /** When its last run started, in milliseconds of the wall clock. */
  readonly startedAt: number;
}

/** A message that may have crashed the daemon, the head of its lane. */
export interface Suspect {
  readonly id: number;
  readonly lane: string;
  /** How long its run must live before it counts as harmless for now, in milliseconds. */
  readonly watchMs: number;
}

/** Whether a message with so much blame must not run again. */
export function isBlamedTooOften(blamed: number, end: DaemonEnd): boolean {
  return blamed >= (end === "hang" ? HANGS_MAX : INTERRUPTIONS_MAX);
}

/**
 * The message that caused the crash, as far as anybody can tell: the one that ran alone.
 *
 * @param alive all whose runs were alive, also those whose runs go on
 */
export function decideBlame<T>(alive: readonly T[]): T | undefined {
  return alive.length === 1 ? alive[0] : undefined;
}

/**
 * The order in which interrupted messages start again, and how long each is watched.
 *
 * When several ran, the one that started last was the one being watched, so it is the first to be tried alone. When one
 * ran alone, it was just blamed and comes last: if crashes come from outside, they hit a different message each time,
 * and no message collects all the blame. Otherwise the least blamed come first.
 *
 * @param alive whose runs were alive at the crash
 * @param earlier heads of lanes that an earlier crash interrupted and that have not run since
 */
export function planCarefulStart(alive: readonly Interrupted[], earlier: readonly Interrupted[]): Suspect[] {
  const prime = alive.length > 1 ? latest(alive) : undefined;
  const all = [...alive, ...earlier].sort(
    (a, b) =>
      Number(b === prime) - Number(a === prime) ||
      a.blamed - b.blamed ||
      b.startedAt - a.startedAt ||
      b.id - a.id,
  );
  const shareMs = Math.min(WATCH_MS, Math.floor(WATCH_ALL_MS / Math.max(1, all.length)));
  return all.map(({ id, lane, crashes }) => ({
    id,
    lane,
    watchMs: Math.min(shareMs * 2 ** Math.max(0, crashes - 1), WATCH_MAX_MS),
  }));
}

function latest(alive: readonly Interrupted[]): Interrupted | undefined {
  return alive.toSorted((a, b) => b.startedAt - a.startedAt || b.id - a.id)[0];
}
