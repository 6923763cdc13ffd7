/** What a closed conversation means for the task it worked on. Pure. */

import { cutText } from "@tinyagi/base";
import type { Language } from "@tinyagi/contracts";
import { answerText, type ConversationRow, isCounted, type MessageRow, toFailureFact } from "@tinyagi/kernel";
import { failureText, type ViewWords, withoutStop, wordsIn } from "@tinyagi/views";

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
  | "agent_id"
  | "kind"
  | "status"
  | "result_text"
  | "result_notes"
  | "last_error"
  | "error_class"
  | "failure"
  | "attempts"
  | "id"
>;

/**
 * @param messages all messages of the conversation; posts to rooms and sub-agents are ignored
 * @param language of what TinyAGI says about failures
 */
export function getOutcome(
  conversation: Pick<ConversationRow, "id" | "join_mode" | "status">,
  messages: readonly Message[],
  language: Language,
): ConversationOutcome {
  const words = wordsIn(language);
  const counted = messages.filter(isCounted);
  const said = new Map<string, string>();
  const reasons: string[] = [];
  for (const message of pickSpeakers(conversation, counted)) {
    const text = answerText(message, words).trim();
    if (message.status === "completed" && text !== "") said.set(message.agent_id, text);
  }
  const failed = counted.filter((message) => message.status === "dead" || message.status === "cancelled");
  for (const message of failed) {
    const reason = toReason(message, words);
    const retry = message.status === "dead" ? ` ${words.replies.retry(message.id, "terminal")}` : "";
    reasons.push(`@${message.agent_id} ${reason}`);
    const text = said.get(message.agent_id);
    const aside = inBrackets(`${reason}${retry}`, words);
    said.set(message.agent_id, text === undefined ? aside : `${text}\n\n${aside}`);
  }
  const unanswered = conversation.status === "cancelled" ? words.replies.conversationCancelled : null;
  return {
    comments: [...said].map(([author, content]) => ({
      author,
      content: shortened(content, conversation.id, words),
    })),
    failure: reasons.length === 0 ? unanswered : cutText(reasons.join("; "), REASON_MAX_CHARS),
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

function toReason(
  { status, attempts, last_error: error, error_class: errorClass, failure }: Message,
  words: ViewWords,
): string {
  return failureText({ status, attempts, error, errorClass, fact: toFailureFact({ failure }) }, words);
}

function shortened(text: string, conversationId: string, words: ViewWords): string {
  if (text.length <= COMMENT_MAX_CHARS) return text;
  return `${cutText(text, COMMENT_MAX_CHARS)}\n\n${inBrackets(words.replies.wholeAnswer(conversationId), words)}`;
}

/** As in a reply: the host wrote this, and not the agent. */
function inBrackets(text: string, { replies }: ViewWords): string {
  const [begin, end] = replies.brackets;
  return `${begin}${withoutStop(text)}${end}`;
}
