/**
 * Starts messages one after another after a crash, so that the next crash shows which of them caused it. A message is
 * watched until its run ends or has lived for a while; only then may the next one start. Everything else waits: after
 * a crash the store shows only which runs were alive, so a run that started beside the watched one could not be told
 * apart from it. The wait is short (see `Suspect`), and nothing waits after a clean shutdown.
 */
import type { Clock, Timer } from "@tinyagi/base";
import type { Suspect } from "../queue/interrupted.js";

export interface CarefulStart {
  /**
   * The only lane that may be claimed now; `none` while a run is watched; `any` when all suspects have started. One that
   * may not start keeps nobody waiting: it has its turn when it may.
   */
  turn(mayStart: (lane: string) => boolean): { lane: string } | "none" | "any";
  /** A message of the lane was claimed: its run is watched. */
  claimed(lane: string): void;
  /** The run of the lane ended, or the lane had nothing to claim. */
  ended(lane: string): void;
  close(): void;
}

/** @param onTurn called when another lane may be claimed */
export function createCarefulStart(
  clock: Clock,
  suspects: readonly Suspect[],
  onTurn: () => void,
): CarefulStart {
  let waiting = suspects;
  let watched: string | undefined;
  let timer: Timer | undefined;

  function next(): void {
    timer?.cancel();
    watched = undefined;
    onTurn();
  }

  /** @returns the suspect of the lane, which waits no more */
  function take(lane: string): Suspect | undefined {
    const taken = waiting.find((one) => one.lane === lane);
    waiting = waiting.filter((one) => one !== taken);
    return taken;
  }

  return {
    turn(mayStart) {
      if (watched !== undefined) return "none";
      return waiting.find(({ lane }) => mayStart(lane)) ?? "any";
    },
    claimed(lane) {
      const taken = take(lane);
      if (taken === undefined) return;
      watched = lane;
      timer = clock.setTimer(taken.watchMs, next);
    },
    ended(lane) {
      if (watched === lane) next();
      else if (watched === undefined && take(lane) !== undefined) onTurn();
    },
    close: () => timer?.cancel(),
  };
}
