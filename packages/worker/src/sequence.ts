/**
 * Which entry of a session comes next. One that comes again, or belongs to an older session, has no effect; one that
 * comes too early shows a gap, and the session is over.
 */
import type { Entry } from "./messages.js";

export interface Position {
  epoch: number;
  /** Number of the entry that comes next. */
  next: number;
}

export type Admission = "take" | "stale" | "gap";

export function admit(position: Position, entry: Pick<Entry<unknown>, "epoch" | "seq">): Admission {
  if (entry.epoch !== position.epoch) return entry.epoch < position.epoch ? "stale" : "gap";
  if (entry.seq === position.next) return "take";
  return entry.seq < position.next ? "stale" : "gap";
}
