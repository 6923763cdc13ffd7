/** What the parts of the queue share. */
import type { MessageRow } from "../store/schema.js";
import type { Batches } from "./batch.js";
import type { FailedAttemptsOptions } from "./failed-attempts.js";

export interface QueueParts extends FailedAttemptsOptions {
  readonly bootId: string;
  /** Display name of an agent, for the event of its failure. */
  readonly agentName?: (agentId: string) => string;
  readonly batches: Batches;
  /** Inside the write that ends a message. */
  readonly notifyEnded: (id: number) => void;
  /** @throws AppError `NOT_FOUND` */
  readonly mustGet: (id: number) => MessageRow;
}
