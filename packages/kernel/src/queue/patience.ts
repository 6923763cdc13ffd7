/** What the queue does about each cause of a failure: the one table that retries, provider pauses and sessions follow. Pure. */
import { type FailureCause, getCause, needsPerson, type RunErrorInfo } from "@tinyagi/contracts";

const S = 1_000;
const M = 60 * S;

/** The message waits for something outside of it. That costs no attempts but time: `execution.patience`. */
export interface Waits {
  readonly kind: "waits";
  /** Pauses grow between these. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What is missing has nothing to do with the provider: its answers to others say nothing, and it is not paused. */
  readonly isBesideProvider?: true;
}

export type Patience =
  | Waits
  /** It may have been chance: another attempt, at most so many in all. Absent: `execution.maxAttempts`. */
  | { readonly kind: "attempts"; readonly most?: number }
  /** Another attempt would end in the same way. */
  | { readonly kind: "ends" };

export const PATIENCE: Readonly<Record<FailureCause, Patience>> = {
  outage: { kind: "waits", fromMs: 2 * S, toMs: 5 * M },
  captive_portal: { kind: "waits", fromMs: 15 * S, toMs: 5 * M },
  certificate: { kind: "waits", fromMs: 30 * S, toMs: 10 * M },
  limit: { kind: "waits", fromMs: S, toMs: 10 * M },
  quota: { kind: "waits", fromMs: M, toMs: 30 * M },
  login: { kind: "waits", fromMs: 30 * S, toMs: 10 * M },
  // An update of a program takes seconds.
  program: { kind: "waits", fromMs: S, toMs: M },
  container: { kind: "waits", fromMs: S, toMs: M, isBesideProvider: true },
  unknown: { kind: "attempts" },
  interrupted: { kind: "attempts" },
  stalled: { kind: "attempts" },
  empty: { kind: "attempts", most: 2 },
  context_full: { kind: "ends" },
  refused: { kind: "ends" },
  turn_limit: { kind: "ends" },
  model_missing: { kind: "ends" },
  cancelled: { kind: "ends" },
  budget: { kind: "ends" },
};

/** Causes that lie in the session, when one is resumed: a new one may help. */
export const SESSION_CAUSES: Readonly<Partial<Record<FailureCause, "at once" | "if repeated">>> = {
  context_full: "at once",
  refused: "if repeated",
};

export function patienceFor(error: Pick<RunErrorInfo, "cause" | "class">): Patience {
  return PATIENCE[getCause(error)];
}

/** The pause after a failure: it doubles with the time that was waited. */
export function pauseAfter({ fromMs, toMs }: Waits, waitedMs: number): number {
  return Math.min(toMs, Math.max(fromMs, waitedMs));
}

/** How long a wait is for people who are notified of long ones: what only a person can end is said at once. */
export function noticeWait(cause: FailureCause, waitMs: number): number {
  return needsPerson(cause) ? Number.POSITIVE_INFINITY : waitMs;
}
