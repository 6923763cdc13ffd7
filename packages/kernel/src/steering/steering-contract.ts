/** What steering does for others, and what it needs from them. */
import type { Clock, NewId } from "@tinyagi/base";
import type { CancelFact, SteerCommand, Steered } from "@tinyagi/contracts";
import type { StopReason } from "../dispatcher/stop-reason.js";
import type { Journal } from "../journal/journal.js";
import type { Queue } from "../queue/queue-contract.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { LiveRun, LiveRuns } from "./live-runs.js";

export interface SteerRequest {
  command: SteerCommand;
  /** For `inject` and `redirect`. */
  text?: string | undefined;
  /** The person's name for events. */
  by: string;
}

export interface RunSteering {
  /**
   * @param runId any run of the message
   * @returns how the run got a text. Of other commands: undefined
   * @throws AppError `NOT_FOUND`, `INVALID_INPUT`, `CONFLICT` when the run cannot do this now
   */
  steer(runId: string, request: SteerRequest): Promise<Steered | undefined>;
  /** The same by the id of the message's row. */
  steerMessage(messageRowId: number, request: SteerRequest): Promise<Steered | undefined>;
  /**
   * Inside a write that stored `row`: lets it join the live run of its lane.
   *
   * @returns false when no run takes it; then it waits for its turn
   */
  join(row: MessageRow, by: string): boolean;
  /**
   * Inside a write that stored the message of a person: ends the background run that occupies its lane, as long as that run has
   * used no tool. It is repeated later. One that has used a tool, or that has waited long enough, ends by itself.
   */
  yieldTo(row: MessageRow): void;
  /** The live run of a lane. */
  getLiveRun(lane: string): LiveRun | undefined;
  /** Whether the message waits until it is resumed. */
  isPaused(messageRowId: number): boolean;
}

export interface SteeringOptions {
  store: Store;
  journal: Journal;
  queue: Queue;
  clock: Clock;
  newId: NewId;
  liveRuns: LiveRuns;
  /** What the agent reads of a message. Default: its text. */
  present?: ((message: MessageRow) => string) | undefined;
  /** Aborts the run of a message. */
  abort: (messageRowId: number, reason: StopReason) => boolean;
  wake: (lane: string) => void;
  /** Cancels an open message and notifies its sender. @throws AppError `NOT_FOUND` */
  cancel: (messageRowId: number, why: CancelFact) => Promise<unknown>;
}
