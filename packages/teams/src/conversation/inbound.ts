/** A message that enters TinyAGI, and what its sender gets back. */
import type { Budget, JoinMode, MessageAbout, RunChoice, WhenBusy } from "@tinyagi/contracts";
import type { Asker } from "@tinyagi/kernel";

export interface InboundMessage {
  text: string;
  channel: string;
  sender: string;
  senderId?: string | null | undefined;
  /** On whose behalf it works. Default: what the channel and the sender say. Never taken from a client. */
  asker?: Asker | undefined;
  /** Idempotency key of the platform or client; generated when absent. */
  messageId?: string | undefined;
  /**
   * A second idempotency key, for a message whose id the sender chose and that therefore cannot be trusted. The
   * message is a duplicate when either key was used before. Default: the message id.
   */
  contentId?: string | undefined;
  /** Id of the agent or team that gets the whole text. */
  target?: string | null | undefined;
  join?: JoinMode | undefined;
  /** How much the conversation may use. It can lower the budget of the settings, not raise it. */
  budget?: Budget | undefined;
  /** The model and the effort for this message alone. The agent's provider must offer them. */
  choice?: RunChoice | undefined;
  /** What happens while the agent is busy. Default: the setting of the agent. */
  whenBusy?: WhenBusy | undefined;
  /** What the sender passed on, and somebody else may have written: it is quoted after `text`, and addresses nobody. */
  forwarded?: string | undefined;
  /** Who handed it in. Absent for what TinyAGI itself sends: schedules, heartbeats, cards. */
  from?: "operator" | "page" | "channel" | "run" | undefined;
  /** The agent whose run handed it in. */
  byAgent?: string | undefined;
  /** What its channel knows about it. */
  about?: MessageAbout | undefined;
  /** The sender changed the message with this id. */
  edits?: boolean | undefined;
  /** Opaque; returned with every reply. */
  metadata?: Record<string, unknown> | undefined;
  /** A heartbeat: an answer of "nothing to report" is recorded, not delivered. */
  quiet?: boolean | undefined;
  /** The task this message works on. */
  taskId?: string | undefined;
}

export interface Accepted {
  conversationId: string;
  messageId: string;
  agents: string[];
}
