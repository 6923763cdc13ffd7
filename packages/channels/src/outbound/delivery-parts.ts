/** What the files of the delivery share. */
import type { Client } from "@tinyagi/client";
import type { Log } from "../base/log.js";
import type { Timing } from "../base/timing.js";
import type { ClaimedReply } from "./reply.js";
import type { ReplySender } from "./send-reply.js";

export interface DeliveryOptions {
  readonly client: Pick<Client, "call">;
  readonly channel: string;
  readonly sender: ReplySender;
  /** Whether the platform can be reached. */
  readonly isConnected: () => boolean;
  readonly timing: Timing;
  readonly log: Log;
  readonly onDelivered: (reply: ClaimedReply) => void;
}

export interface DeliveryParts extends DeliveryOptions {
  /** Replies that are under way. */
  readonly live: Map<number, Promise<void>>;
  /** Replies that are under way and were claimed once more. */
  readonly claimedAgain: Set<number>;
  waker: { readonly promise: Promise<void>; readonly resolve: () => void };
  /** Outages since the last reply that went out. */
  failures: number;
}
