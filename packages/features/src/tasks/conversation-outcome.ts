/** What a closed conversation means for the task it worked on. Pure. */

import { cutText } from "@tinyagi/base";
import { retryCommand } from "@tinyagi/contracts/shown-text";
import type { ConversationRow, MessageRow } from "@tinyagi/kernel";
import { isCounted } from "@tinyagi/kernel";

/** Longest comment that TinyAGI writes, in characters; the conversation has the whole answer. */
const COMMENT_MAX_CHARS = 100_000;
const REASON_MAX_CHARS = 500;

export interface ConversationOutcome {
  /** One per agent, in the order of their first answers. */
  comments: { author: string; content: string }[];
  /** Why the work failed, or null when every agent answered. */
  failure: string | null;
}

type Message = Pick<
  MessageRow,
  "agent_id" | "kind" | "status" | "result_text" | "last_error" | "attempts" | "id"
>;

/** @param messages all messages of the conversation; posts to rooms and sub-agents are ignored */
export function getOutcome(
  conversation: Pick<ConversationRow, "id" | "join_mode">,
  messages: readonly Message[],
): ConversationOutcome {
  const counted = messages.filter(isCounted);
  const said = new Map<string, string>();
  const reasons: string[] = [];
  for (const message of pickSpeakers(conversation, counted)) {
    const text = message.result_text?.trim() ?? "";
    if (message.status === "completed" && text !== "") said.set(message.agent_id, text);
  }
  const failed = counted.filter((message) => message.status === "dead" || message.status === "cancelled");
  for (const message of failed) {
    const reason = toReason(message);
    const words = message.status === "dead" ? `${reason} ${retryCommand(message.id)}` : reason;
    reasons.push(`@${message.agent_id} ${reason}`);
    const text = said.get(message.agent_id);
    said.set(message.agent_id, text === undefined ? sentence(words) : `${text}\n\n${sentence(words)}`);
  }
  return {
    comments: [...said].map(([author, content]) => ({
      author,
      content: shortened(content, conversation.id),
    })),
    failure: reasons.length === 0 ? null : cutText(reasons.join("; "), REASON_MAX_CHARS),
  };
}

/** In `leader` mode the summary replaces all answers. */
function pickSpeakers(
  conversation: Pick<ConversationRow, "join_mode">,
  messages: readonly Message[],
): readonly Message[] {
  const summary = messages.findLast((message) => message.kind === "summary");
  return conversation.join_mode === "leader" && summary?.status === "completed" ? [summary] : messages;
}

function toReason(message: Message): string {
  const reason = message.last_error ?? "no reason was recorded";
  if (message.status === "cancelled") return `was cancelled: ${reason}`;
  return `failed after ${message.attempts === 1 ? "1 attempt" : `${message.attempts} attempts`}: ${reason}`;
}

function sentence(words: string): string {
  return `(${words})`;
}

function shortened(text: string, conversationId: string): string {
  if (text.length <= COMMENT_MAX_CHARS) return text;
  return `${cutText(text, COMMENT_MAX_CHARS)}\n\n(The whole answer is in conversation ${conversationId}.)`;
}
