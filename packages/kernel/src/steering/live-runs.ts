/**
 * The runs of this process that take input while they work. A run consists of turns. New input ends the current turn, and
 * the next turn continues in the same session with it. Input that a run has taken is never lost: a run takes none after
 * its last turn.
 */
import type { Claim } from "../queue/queue.js";

export interface SteerInput {
  kind: "inject" | "redirect";
  text: string;
}

export interface LiveRun {
  readonly claim: Claim;
  /** False after the last turn. */
  takesInput(): boolean;
  /** Ends the current turn; the next one gets the input. Only while the run takes input. */
  provide(input: SteerInput): void;
}

/** One turn: all input so far, and the signal that ends the turn. */
export type InvokeTurn<T> = (inputs: readonly SteerInput[], signal: AbortSignal) => Promise<T>;

export interface LiveRuns {
  /** The run that occupies a lane. */
  ofLane(lane: string): LiveRun | undefined;
  /** Runs turns until no new input is left. @returns what the turns returned that were not ended by input */
  run<T>(claim: Claim, signal: AbortSignal, invoke: InvokeTurn<T>): Promise<T[]>;
}

export function createLiveRuns(): LiveRuns {
  const byLane = new Map<string, LiveRun>();

  async function run<T>(claim: Claim, signal: AbortSignal, invoke: InvokeTurn<T>): Promise<T[]> {
    const given: SteerInput[] = [];
    let taken = 0;
    let open = true;
    let turn = new AbortController();
    const live: LiveRun = {
      claim,
      takesInput: () => open && !signal.aborted,
      provide(input) {
        given.push(input);
        turn.abort("steered");
      },
    };
    byLane.set(claim.lane, live);
    const results: T[] = [];
    try {
      do {
        turn = new AbortController();
        taken = given.length;
        try {
          results.push(await invoke(given.slice(), AbortSignal.any([signal, turn.signal])));
        } catch (error) {
          // A turn that was ended by input has no result of its own.
          if (signal.aborted || taken === given.length) throw error;
        }
      } while (taken < given.length);
      return results;
    } finally {
      open = false;
      if (byLane.get(claim.lane) === live) byLane.delete(claim.lane);
    }
  }

  return {
    ofLane: (lane) => byLane.get(lane),
    run,
  };
}
