/** What is known of one message when its story is told. */
import type { ConversationRow, MessageRow, OutboxRow, RunRow } from "../store/schema.js";

export interface StoryFacts {
  message: MessageRow;
  conversation: ConversationRow;
  runs: readonly RunRow[];
  /** Of its present conversation. */
  replies: readonly OutboxRow[];
  /** Open messages of its conversation beside it. */
  others: number;
  /** Head of its lane while it waits behind it, and how many stand before it. */
  head: MessageRow | undefined;
  ahead: number;
  live: number;
  maxLive: number;
  now: number;
}
