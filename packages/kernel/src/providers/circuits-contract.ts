/** What the circuit breakers of providers tell others, and what they need. */
import type { Clock, Log } from "@tinyagi/base";
import type { FailureFact, ProviderPause, RunErrorInfo } from "@tinyagi/contracts";
import type { Journal } from "../journal/journal.js";
import type { QueueHold } from "../queue/failed-attempts.js";
import type { Store } from "../store/store.js";
import type { ProviderUse } from "./circuit-part.js";
import type { ProviderCheck } from "./provider-check.js";

/** Why a message waits, and when it looks again. */
export type ProviderHold = QueueHold & {
  class: RunErrorInfo["class"];
  /** The next run may try the provider then. */
  tryAt: number;
};

/** With which login a run may start now, or why none may. */
export type ProviderAdmission =
  | { readonly login: string; readonly hold?: never }
  | { readonly login?: never; readonly hold: ProviderHold };

/** What a run would use. */
export interface ProviderTarget {
  provider: string;
  model?: string | undefined;
  /** In the order in which they are used. Default: the provider has one. */
  logins?: readonly { name: string }[] | undefined;
  /** The worker on which the agent works; absent for this machine. */
  place?: string | undefined;
}

export interface StartedRun extends ProviderTarget {
  runId: string;
  /** Default: the only one. */
  login?: string | undefined;
}

export interface EndedRun {
  runId: string;
  messageRowId: number;
  /** Absent after an answer. */
  error?: RunErrorInfo | undefined;
  /** Of the message's attempt before. */
  lastFailure?: FailureFact | undefined;
}

export interface Resumed {
  provider: string;
  /** Whether it was paused. */
  paused: boolean;
  /** Messages that are due now. */
  messages: number;
}

export interface Circuits extends AsyncDisposable {
  /** With which login a run may use the provider now. The first one of the order is used again as soon as it may be. */
  admit(target: ProviderTarget): ProviderAdmission;
  /** Inside the write that claims a message: a run will use the provider. It must end with `ended`. */
  started(run: StartedRun): void;
  /** A model answers a live run. If the run tries what is paused, that pause ends now, and not with the run. */
  answering(runId: string): void;
  /** Inside the write that ends a run. @param error absent after an answer */
  ended(run: EndedRun): void;
  /** With what a live run uses its provider. */
  findUse(runId: string): ProviderUse | undefined;
  /** Whether the model of a live run has answered another run of its login since then. Other models say nothing about it. */
  hasAnswered(runId: string, since: number): boolean;
  /**
   * Inside a write: ends the pause of a provider, and what waits for it is tried now, also for a pause that a restart forgot.
   *
   * @param provider default: each that is paused or waited for
   */
  resume(provider?: string): Resumed[];
  /** Providers that are paused. */
  list(): ProviderPause[];
}

export interface CircuitsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** A look at a paused provider that costs nothing. Default: none. */
  check?: ProviderCheck;
  /** Inside a write: the provider may answer again, so that what waits for it is due. @returns the number of messages */
  onResumed?: (provider: string) => number;
}
