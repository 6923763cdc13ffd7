/** What the files of the dispatcher share. */
import type { CarefulStart } from "./careful-start.js";
import type { DispatcherOptions } from "./dispatcher-contract.js";
import type { QueueWatch } from "./queue-watch.js";
import type { Returns } from "./returns.js";
import type { Slots } from "./slots.js";

export interface DispatchParts extends DispatcherOptions {
  /** Lanes that may have a due message. */
  readonly ready: Set<string>;
  readonly busy: Slots;
  /** Runs that have waited and need a place again. */
  readonly returns: Returns;
  readonly watch: QueueWatch;
  careful: CarefulStart;
  /** Whether lanes are being claimed outside of the writes of others. */
  claiming: boolean;
  stopped: boolean;
  /** A stop waits for no run. */
  hurried: boolean;
  /** Called once no lane is occupied. */
  drainWaiters: (() => void)[];
}

/** Places for runs that have not started. A pause of the dispatch keeps nobody from coming back. */
export function freePlaces({ maxLive, busy, returns }: DispatchParts): number {
  return maxLive() - busy.active - returns.size;
}

/** Whether a lane with a due message could be claimed, if there is a place. */
export function canStart({ busy, mayStart }: DispatchParts, lane: string): boolean {
  return !busy.has(lane) && mayStart?.(lane) !== false;
}
