/** The facts from which the story of a message is built. */
import type { ConversationRow, MessageRow, OutboxRow, RunRow } from "../store/schema.js";

export interface StoryFacts {
  message: MessageRow;
  conversation: ConversationRow;
  runs: readonly RunRow[];
  /** Replies of its current conversation. */
  replies: readonly OutboxRow[];
  /** Number of other open messages in its conversation. */
  others: number;
  /** The head of its lane if the message waits behind it, and the number of messages before it. */
  head: MessageRow | undefined;
  ahead: number;
  /** Why a pending message must not start: `approval:<id>`, or another name of a hold. */
  holds: readonly string[];
  live: number;
  maxLive: number;
  now: number;
}
