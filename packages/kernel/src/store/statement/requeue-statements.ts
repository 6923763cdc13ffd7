/**
 * Every way of a claimed message back into its lane, in one table: what each reason does to its counters and its delay, and what
 * people see of the run that ended.
 */
import type Database from "better-sqlite3";
import { type ClaimFence, type FailureFacts, FENCE } from "./claim-fence.js";

/** What each reason needs to know. Times in milliseconds. */
export interface RequeueFacts {
  /** Its run failed, and it is tried again after a while. `counted` 0: the failure costs no attempt. */
  failure: FailureFacts & { notBefore: number; counted?: 0 | 1 };
  /** Its run failed, and another provider is tried at once. */
  fallback: FailureFacts & { providerIndex: number };
  /** Nothing failed: the daemon stops, the agent is paused, or a person goes first. */
  release: { now: number };
  /** It goes on with what its plan yields, which is another piece of work. */
  plan: { now: number };
  /** Its provider is paused: it has not begun. With `notBefore` null it begins at once, with another provider. */
  provider: {
    notBefore: number | null;
    providerIndex: number;
    errorClass: string | null;
    error: string | null;
    failure: string | null;
    now: number;
  };
  /** A budget asks a person. What it wrote stays with it. `refused` 1: it has not begun. */
  budget: {
    text: string | null;
    files: string | null;
    error: string;
    failure: string;
    refused: 0 | 1;
    now: number;
  };
}

export type RequeueReason = keyof RequeueFacts;

/** Of a run that ended without a failure of its own: what the next attempt must still know. */
export const STILL_KNOWN = `iif(coalesce(json_extract(failure, '$.leftSession'), json_extract(failure, '$.patienceFrom')) IS NULL, NULL,
  json_remove(failure, '$.provider', '$.waitsUntil', '$.resetsAt', '$.pausedUntil', '$.said', '$.budget'))`;

const WAITS_SINCE = "waiting_since = coalesce(waiting_since, @now)";
const FAILED = "error_class = @errorClass, last_error = @error, failure = @failure";
const NOT_BEGUN = (isRefused: string): string =>
  `attempts = attempts - ${isRefused}, total_attempts = total_attempts - ${isRefused}`;

/** Assignments; what is not named stays as it is. */
const TABLE: Readonly<Record<RequeueReason, { counters?: string; delay?: string; shown: string }>> = {
  failure: {
    counters: "failures = failures + @counted",
    delay: `not_before = @notBefore, ${WAITS_SINCE}`,
    shown: FAILED,
  },
  fallback: {
    counters: "failures = 0, provider_index = @providerIndex",
    delay: `not_before = @now, ${WAITS_SINCE}`,
    shown: FAILED,
  },
  release: { shown: `error_class = NULL, last_error = NULL, failure = ${STILL_KNOWN}` },
  plan: {
    counters: "attempts = 0, total_attempts = 0, failures = 0, interruptions = 0",
    delay: "waiting_since = NULL",
    shown: "error_class = NULL, last_error = NULL, failure = NULL",
  },
  provider: {
    counters: `${NOT_BEGUN("1")}, provider_index = @providerIndex`,
    delay:
      "not_before = @notBefore, waiting_since = iif(@notBefore IS NULL, waiting_since, coalesce(waiting_since, @now))",
    shown:
      "error_class = coalesce(@errorClass, error_class), last_error = coalesce(@error, last_error), failure = coalesce(@failure, failure)",
  },
  budget: {
    counters: NOT_BEGUN("@refused"),
    shown: `result_text = coalesce(@text, result_text), result_files = coalesce(@files, result_files), error_class = 'budget', last_error = @error, failure = json_patch(coalesce(${STILL_KNOWN}, '{}'), @failure)`,
  },
};

/** @returns how many rows changed: 1, or 0 when the claim is no longer in force */
export type Requeue = <Reason extends RequeueReason>(
  fence: ClaimFence,
  why: Reason,
  facts: RequeueFacts[Reason],
) => number;

export function requeueStatements(db: Database.Database): Requeue {
  const prepare = (why: RequeueReason) => {
    const { counters, delay, shown } = TABLE[why];
    const changes = [counters, delay, shown].filter((part) => part !== undefined).join(", ");
    return db.prepare(
      `UPDATE messages SET status = 'pending', run_id = NULL, ${changes}, updated_at = @now WHERE ${FENCE}`,
    );
  };
  const reasons = Object.keys(TABLE) as RequeueReason[];
  const statements = Object.fromEntries(reasons.map((why) => [why, prepare(why)])) as Record<
    RequeueReason,
    ReturnType<typeof prepare>
  >;
  const defaults = { failure: null, counted: 1 };
  return (fence, why, facts) => statements[why].run({ ...fence, ...defaults, ...facts }).changes;
}
