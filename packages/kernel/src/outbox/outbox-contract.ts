/** The port through which replies reach people. */
import type { ResponseRow, UndeliveredReply } from "@tinyagi/contracts";
import type { ReplyLayout } from "./reply-layout.js";

export interface NewReplyInput {
  conversationId: string | null;
  messageId: string;
  channel: string;
  sender: string;
  senderId: string | null;
  message: string;
  originalMessage: string;
  agent: string | null;
  files: readonly string[];
  metadata: string | null;
  /** The approval that the reply asks for. */
  approvalId?: string;
  /** Where each agent's part is in `message`. */
  layout?: ReplyLayout | undefined;
  /** Text for the journal instead of `message`, when that contains a secret. */
  journalText?: string | undefined;
}

export type ClaimedReply = ResponseRow & { attempts: number; idempotencyKey: string };

export interface ReplyClaim {
  channel: string;
  limit: number;
  leaseMs: number;
  /** At most one reply of each chat. Default: the replies of the channel in order. */
  perChat?: boolean | undefined;
}

export interface DeliveryFailure {
  error: string;
  retryAfterMs?: number | undefined;
  permanent?: boolean | undefined;
  /** The attempt does not count. */
  release?: boolean | undefined;
}

export interface DeliveryOutcome {
  dead: boolean;
  nextAttemptAt: number | null;
}

export interface Outbox {
  /** Queues a reply and records it in the journal. Call it inside a write. */
  add(reply: NewReplyInput): number;
  claim(wanted: ReplyClaim): Promise<ClaimedReply[]>;
  /** @param shown the platform's messages that show it */
  ack(id: number, shown?: readonly ShownMessage[]): Promise<void>;
  fail(id: number, failure: DeliveryFailure): Promise<DeliveryOutcome>;
  /** Has a reply sent again. @throws AppError `NOT_FOUND`, `CONFLICT` when it was delivered or is just being sent */
  retry(id: number, by: string): Promise<void>;
  /** What did not reach its person: dead replies, then waiting ones of these channels. At most `limit` of each. */
  undelivered(channels: readonly string[], limit: number): UndeliveredReply[];
  pending(channel: string, limit: number): Promise<ResponseRow[]>;
  /** @param facts with titles and parts, which clients of 0.0.20 do not know */
  newest(
    limit: number,
    messageId?: string,
    facts?: boolean,
  ): Promise<(Omit<ResponseRow, "metadata"> & { timestamp: number })[]>;
}

/** One message of a platform. */
export interface ShownMessage {
  chat: string;
  message: string;
}
