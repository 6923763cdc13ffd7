/** What the dispatcher does for others, and what it needs from them. */
import type { Clock, Log, NewId } from "@tinyagi/base";
import type { Suspect } from "../queue/interrupted.js";
import type { Claim, Queue } from "../queue/queue.js";
import type { Store } from "../store/store.js";
import type { StopReason } from "./stop-reason.js";

export interface RunSlot {
  claim: Claim;
  signal: AbortSignal;
  /** Call it inside a write that ends the run: the next message of the lane may then be claimed in that transaction. */
  ending(): void;
}

export interface DispatcherOptions {
  store: Store;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  log: Log;
  maxLive: () => number;
  /**
   * Whether the place of a lane's agent takes a run now. A lane that may not start waits, and takes no place of others.
   * Call `Dispatcher.look` when that changes. Default: every lane may.
   */
  mayStart?: ((lane: string) => boolean) | undefined;
  /**
   * Inside the claiming transaction: writes the intent row.
   *
   * @returns false when the message must not run now: then it has ended, or waits in its lane again
   */
  onClaim: (claim: Claim) => boolean;
  /** Runs a claim until its outcome is committed. Must not reject because the agent failed. */
  run: (slot: RunSlot) => Promise<void>;
}

export interface Dispatcher extends AsyncDisposable {
  /** @param suspects heads of lanes that may have crashed the daemon before; they start first, one after another */
  start(suspects?: readonly Suspect[]): void;
  /** After a start, before `start`: goes on with a run whose claim this boot has taken over. */
  adopt(claim: Claim): void;
  /** Signals that `lane` may have a due message. */
  wake(lane: string): void;
  /** Lanes that could not start may start now. */
  look(): void;
  /** Call it inside a write that adds a message to `lane`. It is claimed in that transaction, or the lane is woken after it. */
  offer(lane: string): void;
  /** Aborts the run of a message. @returns whether the message had a run */
  abort(messageRowId: number, reason: StopReason): boolean;
  /**
   * Gives the place of a run back while it waits inside a tool call. Its lane stays busy.
   *
   * @throws AppError `STALE_RUN` when no such run is live
   */
  leave(runId: string): Absence;
  /** Runs that have their claim. A lane that is only looked at has none: its messages may be paused. */
  live(): number;
  isLive(messageRowId: number): boolean;
  /**
   * Claims nothing more and waits for the runs. After `graceMs` it aborts those that are left, and resolves when they have
   * ended. A second call waits for the same end, with the shorter grace.
   */
  stop(graceMs: number): Promise<void>;
  /** Ends the grace period now, or as soon as it begins. */
  hurry(): void;
}

/** A run that has given its place back. */
export interface Absence {
  readonly claim: Claim;
  /** Aborts when the run ends, for whatever reason. */
  readonly signal: AbortSignal;
  /** Resolves when the run has a place again. Those that come back go before those that have not started. */
  back(): Promise<void>;
}
