/** The facts from which the story of a message is built. */

import type { Advice, PlaceWait } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow, OutboxRow, RunRow } from "@tinyagi/kernel";
import type { Held } from "./holds.js";

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
  /** Why it must not start, or what its run waits for. */
  held: Held | undefined;
  /** The same for the head of its lane. */
  headHeld: Held | undefined;
  /** The sub-agent whose message it is. */
  subAgent: Extract<Advice, { code: "retry" }>["subAgent"];
  /** Why the place of its agent gets no run now. */
  away: PlaceWait | undefined;
  live: number;
  maxLive: number;
  now: number;
}
