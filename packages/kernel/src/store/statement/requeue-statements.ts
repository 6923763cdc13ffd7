/**
 * Every way of a message back into its lane, in one table: from where, what each reason does to its counters and its delay, and
 * what people see of what ended.
 */
import type Database from "better-sqlite3";
import type { NewContent } from "../../message/content.js";
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
    notes: string | null;
    files: string | null;
    error: string;
    failure: string;
    refused: 0 | 1;
    now: number;
  };
}

/** The same for messages that have ended, and that no run holds. */
interface RetryFacts {
  /** A person retries a dead letter. It counts as if it were new. */
  retry: { conversationId: string; now: number };
  /** A sub-agent that ended without a result runs again, with another text. */
  retry_node: NewContent & { title: string; conversationId: string; now: number };
  /** The budget that stopped it has room again. It keeps the reason, for the note to the agent. */
  budget_raised: { conversationId: string; now: number };
}

type AllFacts = RequeueFacts & RetryFacts;

export type RequeueReason = keyof AllFacts;

/** Of a run that ended without a failure of its own: what the next attempt must still know. */
const STILL_KNOWN = `iif(coalesce(json_extract(failure, '$.leftSession'), json_extract(failure, '$.patienceFrom')) IS NULL, NULL,
  json_remove(failure, '$.provider', '$.waitsUntil', '$.resetsAt', '$.pausedUntil', '$.said', '$.budget', '$.window'))`;

/** A budget that asks, and that as well. A merge (`json_patch`) would leave out the members of a budget that are null. */
const BUDGET_REACHED = `json_set(coalesce(${STILL_KNOWN}, '{}'), '$.cause', 'budget', '$.budget', @failure -> '$.budget')`;

const WAITS_SINCE = "waiting_since = coalesce(waiting_since, @now)";
const FAILED = "error_class = @errorClass, last_error = @error, failure = @failure";
const NOT_BEGUN = (isRefused: string): string =>
  `attempts = attempts - ${isRefused}, total_attempts = total_attempts - ${isRefused}`;

const AS_NEW = "attempts = 0, failures = 0, provider_index = 0, interruptions = 0";
const AT_ONCE = "not_before = NULL, waiting_since = NULL";
/** What a message that ended has no more. */
const OPEN_AGAIN =
  "conversation_id = @conversationId, reported = 0, batched_into = NULL, finished_at = NULL, failure = NULL";
const NO_RESULT = "result_text = NULL, result_notes = NULL, result_files = NULL";

interface Way {
  /** The rows that may go it; default: the one of the claim. */
  readonly from?: string;
  readonly counters?: string;
  readonly delay?: string;
  readonly shown: string;
}

/** Nothing failed: of a run that ended for another cause than its message. */
export const RELEASED = `error_class = NULL, last_error = NULL, failure = ${STILL_KNOWN}`;

/** Assignments; what is not named stays as it is. */
const TABLE: Readonly<Record<RequeueReason, Way>> = {
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
  release: { shown: RELEASED },
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
    shown: `result_notes = iif(@text IS NULL, result_notes, @notes), result_text = coalesce(@text, result_text), result_files = coalesce(@files, result_files), error_class = 'budget', last_error = @error, failure = ${BUDGET_REACHED}`,
  },
  retry: {
    from: "status = 'dead'",
    counters: AS_NEW,
    delay: AT_ONCE,
    shown: `${OPEN_AGAIN}, error_class = NULL, last_error = NULL`,
  },
  retry_node: {
    from: "status IN ('dead','cancelled')",
    counters: AS_NEW,
    delay: AT_ONCE,
    shown: `${OPEN_AGAIN}, ${NO_RESULT}, text = @text, shared = @shared, context = @context, title = @title,
      error_class = CASE error_class WHEN 'budget' THEN 'budget' END, last_error = NULL`,
  },
  budget_raised: {
    from: "status = 'cancelled' AND error_class = 'budget'",
    counters: "failures = 0",
    delay: AT_ONCE,
    shown: `${OPEN_AGAIN}, ${NO_RESULT}`,
  },
};

/** A claim for what a run gives back; for what has ended, its id. */
type Place<Reason> = Reason extends keyof RequeueFacts ? ClaimFence : Pick<ClaimFence, "id">;

/** @returns how many rows changed: 1, or 0 when the claim is no longer in force, or the row is in another state */
export type Requeue = <Reason extends RequeueReason>(
  place: Place<Reason>,
  why: Reason,
  facts: AllFacts[Reason],
) => number;

export function requeueStatements(db: Database.Database): Requeue {
  const prepare = (why: RequeueReason) => {
    const { from, counters, delay, shown } = TABLE[why];
    const changes = [counters, delay, shown].filter((part) => part !== undefined).join(", ");
    return db.prepare(
      `UPDATE messages SET status = 'pending', run_id = NULL, ${changes}, updated_at = @now WHERE ${from === undefined ? FENCE : `id = @id AND ${from}`}`,
    );
  };
  const reasons = Object.keys(TABLE) as RequeueReason[];
  const statements = Object.fromEntries(reasons.map((why) => [why, prepare(why)])) as Record<
    RequeueReason,
    ReturnType<typeof prepare>
  >;
  const defaults = { failure: null, counted: 1 };
  return (place, why, facts) => statements[why].run({ ...place, ...defaults, ...facts }).changes;
}
