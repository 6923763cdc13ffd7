/** What a harness offers whose program can stay open between runs. Types only. */
import type { Harness, HarnessContext, HarnessRequest, HarnessResult, SteerTurn } from "@tinyagi/contracts";
import type { LiveBasis } from "./basis.js";

/** An agent program that takes one prompt after another, in one session. */
export interface ProgramConnection {
  /**
   * Runs one turn. The first one starts the program. Prompts must not overlap. An aborted one ends the turn and keeps the
   * session.
   *
   * @throws HarnessError, as a harness does
   */
  readonly prompt: (request: HarnessRequest, context: HarnessContext) => Promise<HarnessResult>;
  /**
   * Starts the program without a prompt, so that its first one finds it open. Only before the first prompt, which must wait
   * for it.
   *
   * @returns whether it takes prompts now; if not, it has ended
   */
  readonly openAhead: (request: HarnessRequest) => Promise<boolean>;
  /** Gives text to the running turn, which keeps what it did. Absent: its program takes none. */
  readonly steer?: SteerTurn;
  /** Whether the program answers at once. One that does not must be replaced. */
  readonly answers: () => Promise<boolean>;
  /** Lets the program look at its tools again, for the run that comes next. @returns false if it must be replaced */
  readonly refresh: () => Promise<boolean>;
  /** Whether it takes another prompt. */
  readonly isUsable: () => boolean;
  /** Whether the program ever took a prompt. If not, no model was asked. */
  readonly wasOpen: () => boolean;
  /** Whether it ended in a way that shows that it does not know its protocol, not that it refused one start. */
  readonly isForeign: () => boolean;
  readonly sessionId: () => string | undefined;
  readonly pid: () => number | undefined;
  /** Ends the program. Resolves when everything of it is gone. */
  readonly close: () => Promise<void>;
  /** Resolves when the program has ended. Pending until the first prompt. */
  readonly ended: Promise<void>;
}

/** A program that can stay open. */
export interface LiveProgram {
  /** The part `program` of the basis alone, which is cheaper. Absent: it is taken from there. */
  readonly program?: (request: HarnessRequest) => Promise<string>;
  /** What such a program would start with now. The request has no access yet. */
  readonly basis: (request: HarnessRequest) => Promise<LiveBasis>;
  /** Prepares a connection. Nothing is started yet. @throws the error of the file system */
  readonly open: (request: HarnessRequest) => Promise<ProgramConnection>;
}

/** A harness whose program can stay open. `run` starts one for a single run. */
export interface LiveHarness extends Harness {
  readonly live?: LiveProgram | undefined;
}
