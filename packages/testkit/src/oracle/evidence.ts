/**
 * The words of the oracle: what was promised, what was found, what is broken.
 */
import type { Database } from "better-sqlite3";
import type { FakeRun } from "../fake-agent/journal.js";

/** An acknowledged request as its client saw it. */
export interface AcknowledgedRequest {
  readonly channel: string;
  /** The idempotency key the client sent; unique per channel. */
  readonly inboundId: string;
  /** Internal message ids of the answer, where the client kept them. */
  readonly messageIds?: readonly string[];
}

/** A broken promise. `rule` is stable, `detail` is for people. */
export interface Violation {
  readonly rule:
    | "missing"
    | "invented"
    | "unfinished"
    | "unreported"
    | "order"
    | "commit"
    | "processing"
    | "unknown-run"
    | "integrity";
  readonly detail: string;
}

/** Rows and history, as the rules see them. */
export interface Evidence {
  readonly db: Database;
  readonly acknowledged: ReadonlyMap<string, AcknowledgedRequest>;
  readonly uncertain: ReadonlySet<string>;
  readonly ownChannels: ReadonlySet<string>;
  readonly journal: readonly FakeRun[] | undefined;
}

/** The identity of a request. */
export function requestKey(request: { readonly channel: string; readonly inboundId: string }): string {
  return `${request.channel}\0${request.inboundId}`;
}
