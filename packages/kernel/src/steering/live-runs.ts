/**
 * The runs of this process that take input while they work. A run consists of turns. Input goes into the running turn, where its
 * program takes it. Otherwise it ends the turn, and the next one continues in the same session with it. Input that a run has
 * taken is never lost: a run takes none after its last turn.
 */
import type { Steered, SteerTurn } from "@tinyagi/contracts";
import { STOP } from "../dispatcher/stop-reason.js";
import type { Claim } from "../queue/queue.js";

export interface SteerInput {
  kind: "inject" | "redirect";
  text: string;
}

export interface LiveRun {
  readonly claim: Claim;
  /** False after the last turn. */
  takesInput(): boolean;
  /** Gives input to the run. Only while the run takes input. Never rejects. */
  provide(input: SteerInput): Promise<Steered>;
}

/** Gives one input to a turn that works. */
export type SteerInTurn = (input: SteerInput) => ReturnType<SteerTurn>;

/** A turn that can start. */
export interface TurnStart {
  /** All input so far. */
  readonly inputs: readonly SteerInput[];
  /** How many of them an earlier turn answered, with the message of the run. Absent: none did, nor the message. */
  readonly answered: number | undefined;
  /** Ends the turn. */
  readonly signal: AbortSignal;
  /** Called when the turn takes input, and with nothing when it takes no more. */
  readonly onSteerable: (steer: SteerInTurn | undefined) => void;
}

export type InvokeTurn<T> = (turn: TurnStart) => Promise<T>;

export interface LiveRuns {
  /** The run that occupies a lane. */
  ofLane(lane: string): LiveRun | undefined;
  /** Runs turns until no new input is left. @returns what the turns returned that were not ended by input */
  run<T>(claim: Claim, signal: AbortSignal, invoke: InvokeTurn<T>): Promise<T[]>;
}

/** The turn that works. */
interface Turn {
  readonly ends: AbortController;
  steer: SteerInTurn | undefined;
  /** How many inputs of the run it has. */
  has: number;
  /** Input is given in its order. Never rejects. */
  giving: Promise<unknown>;
}

export function createLiveRuns(): LiveRuns {
  const byLane = new Map<string, LiveRun>();

  async function run<T>(claim: Claim, signal: AbortSignal, invoke: InvokeTurn<T>): Promise<T[]> {
    const given: SteerInput[] = (claim.adopted?.inputs ?? []).map((text) => ({ kind: "inject", text }));
    let open = true;
    let turn = newTurn(given.length);
    const live: LiveRun = {
      claim,
      takesInput: () => open && !signal.aborted,
      provide(input) {
        given.push(input);
        return give(turn, input);
      },
    };
    byLane.set(claim.lane, live);
    const results: T[] = [];
    let answered: number | undefined;
    try {
      do {
        const working = newTurn(given.length);
        turn = working;
        try {
          const result = await invoke({
            inputs: given.slice(),
            answered,
            signal: AbortSignal.any([signal, working.ends.signal]),
            onSteerable: (steer) => {
              working.steer = steer;
            },
          });
          await allGiven(working);
          results.push(result);
          answered = working.has;
        } catch (error) {
          await allGiven(working);
          // A turn that was ended by input has no result of its own.
          if (signal.aborted || working.has === given.length) throw error;
        }
      } while (turn.has < given.length);
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

function newTurn(has: number): Turn {
  return { ends: new AbortController(), steer: undefined, has, giving: Promise.resolve() };
}

/** More may come while the last one is given. */
async function allGiven(turn: Turn): Promise<void> {
  let last: unknown;
  while (last !== turn.giving) {
    last = turn.giving;
    await last;
  }
}

/** Input that replaces the work ends it. */
function give(turn: Turn, input: SteerInput): Promise<Steered> {
  const giving = turn.giving.then(async (): Promise<Steered> => {
    const { steer, ends } = turn;
    const isTaken =
      input.kind === "inject" &&
      steer !== undefined &&
      !ends.signal.aborted &&
      (await steer(input).catch(() => "too_late")) === "taken";
    if (isTaken && !ends.signal.aborted) {
      turn.has += 1;
      return "taken";
    }
    ends.abort(STOP.steer);
    return "restarted";
  });
  turn.giving = giving;
  return giving;
}
