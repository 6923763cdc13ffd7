/** The state of a worker, for people. */
import type { WorkerView } from "@tinyagi/contracts";

/** `invited`: its code can be used. `absent`: nobody has joined, and there is no code. */
export type WorkerState = "online" | "full" | "draining" | "away" | "invited" | "absent";

type Facts = Pick<
  WorkerView,
  "online" | "draining" | "runs" | "slots" | "offered" | "joinedAt" | "invitedUntil"
>;

/** @param now epoch milliseconds */
export function workerState(worker: Facts, now: number): WorkerState {
  if (worker.joinedAt === null)
    return worker.invitedUntil !== null && worker.invitedUntil > now ? "invited" : "absent";
  if (!worker.online) return "away";
  if (worker.draining) return "draining";
  return worker.runs >= Math.min(worker.slots, worker.offered ?? worker.slots) ? "full" : "online";
}

/** Runs that are there are repeated when it starts again; a drained worker has none. */
export const UPDATE_WORKER = "Update it there: tinyagi update; tinyagi worker stop; tinyagi worker start";

const TEXTS: Readonly<Record<WorkerState, string>> = {
  online: "online",
  full: "online, all slots taken",
  draining: "online, gets no new runs",
  away: "away",
  invited: "invited, has not joined yet",
  absent: "not joined; invite it again",
};

export function workerStateText(worker: Facts, now: number): string {
  return TEXTS[workerState(worker, now)];
}
