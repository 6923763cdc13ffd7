/**
 * The types of the oracle: what was promised, what was found, and violations.
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
  /** Exact number of replies it must get; at least one where left out. */
  readonly replies?: number;
}

/** A reply as a channel received it; one entry for each delivery. */
export interface Delivery {
  readonly channel: string;
  readonly outboxId: number;
  /** Idempotency key; the same on every try. */
  readonly key: string;
  readonly text: string;
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
    | "unanswered"
    | "reason"
    | "delivery"
    | "event"
    | "integrity";
  readonly detail: string;
}

/** Rows and history that the rules check. */
export interface Evidence {
  readonly db: Database;
  readonly acknowledged: ReadonlyMap<string, AcknowledgedRequest>;
  readonly uncertain: ReadonlySet<string>;
  readonly ownChannels: ReadonlySet<string>;
  readonly journal: readonly FakeRun[] | undefined;
  /** In the order of their arrival. */
  readonly deliveries: readonly Delivery[];
  readonly consumedChannels: ReadonlySet<string>;
}

/** The identity of a request. */
export function requestKey(request: { readonly channel: string; readonly inboundId: string }): string {
  return `${request.channel}\0${request.inboundId}`;
}
