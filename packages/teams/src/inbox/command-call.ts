/** What a command gets and what it answers. */
import type { SenderRole } from "@tinyagi/contracts";
import type { PersonKey, SessionRequest } from "@tinyagi/kernel";
import type { InboxCaller } from "./inbox-caller.js";
import type { InboxParts } from "./inbox-parts.js";
import type { StopWork } from "./stop-work.js";

export interface CommandCall {
  channel: string;
  /** The agent or team that its bot or group is bound to, or that the client chose. */
  target?: string;
  /** Whose default and whose work the command is about. */
  person: PersonKey;
  role: SenderRole;
  /** Who asks, as the conversation of a message would say. */
  asked: SessionRequest;
  /** Whether strangers can write on the channel. If so, its owners approve senders of this channel only. */
  open: boolean;
  /** Whether everybody in a group reads the answer. */
  isGroup: boolean;
  /** Who handed the command in. */
  caller: InboxCaller;
  /** Id of the message that holds the command. */
  messageId: string;
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
