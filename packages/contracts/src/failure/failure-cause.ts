/** What follows from the cause of a failure alone. Pages load it without a validator. */
import type { FailureCause, RunErrorClass } from "../run-error.js";

/** The class on the wire of each cause. */
export const CLASS_OF_CAUSE: Readonly<Record<FailureCause, RunErrorClass>> = {
  outage: "transient",
  captive_portal: "transient",
  certificate: "transient",
  limit: "rate_limited",
  quota: "auth",
  login: "auth",
  program: "not_found",
  container: "not_found",
  context_full: "context_too_long",
  refused: "invalid",
  turn_limit: "invalid",
  model_missing: "not_found",
  stalled: "transient",
  empty: "transient",
  unknown: "transient",
  interrupted: "interrupted",
  cancelled: "cancelled",
  budget: "budget",
};

/** What a class alone means: of a failure whose cause nobody named. */
const CAUSE_OF_CLASS: Readonly<Record<RunErrorClass, FailureCause>> = {
  transient: "unknown",
  rate_limited: "limit",
  auth: "login",
  not_found: "model_missing",
  context_too_long: "context_full",
  invalid: "refused",
  interrupted: "interrupted",
  cancelled: "cancelled",
  budget: "budget",
};

/** Who reports a failure may leave its cause out: its class says it then. */
interface Failure {
  readonly class: RunErrorClass;
  readonly cause?: FailureCause | undefined;
}

/** The cause of a failure. */
export function getCause({ cause, class: errorClass }: Failure): FailureCause {
  return cause ?? CAUSE_OF_CLASS[errorClass];
}

/** Causes of waits that only a person can end. */
const HELD_FOR_PERSON: ReadonlySet<FailureCause> = new Set([
  "login",
  "quota",
  // A person must sign in to the network, or say which certificates it uses. A laptop that moves on ends it, too.
  "captive_portal",
  "certificate",
  // A runtime or an image: a person installs it.
  "container",
]);

/** Whether only a person can end a wait of this cause. */
export function needsPerson(cause: FailureCause): boolean {
  return HELD_FOR_PERSON.has(cause);
}
