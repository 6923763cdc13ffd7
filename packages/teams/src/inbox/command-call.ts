/** What a command gets and what it answers. */
import type { SenderRole } from "@tinyagi/contracts";
import type { InboxParts } from "./inbox-parts.js";
import type { StickyKey } from "./sticky-default.js";
import type { StopWork } from "./stop-work.js";

export interface CommandCall extends StickyKey {
  role: SenderRole;
  /** Whether strangers can write on the channel. If so, its owners approve senders of this channel only. */
  open: boolean;
  /** Name of the sender for events. */
  by: string;
}

export interface CommandResult {
  /** Called inside the transaction that stores the answer. */
  reply: () => string;
  /** Called after the answer is durable. */
  afterwards?: () => void;
}

export interface CommandParts extends InboxParts {
  stopWork: StopWork;
}
