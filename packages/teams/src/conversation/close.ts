/**
 * Closes a conversation once nothing of it is open, with the reply the person gets. Runs inside the transaction
 * that ended the last message, so a conversation is closed exactly once and never without its reply.
 */
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import { type ConversationContext, isCounted } from "./context.js";
import { enqueue } from "./enqueue.js";
import { entriesOf, sendReply } from "./reply.js";

export function closeIfDone(
  context: ConversationContext,
  conversationId: string,
  status: "closed" | "cancelled" = "closed",
): void {
  const conversation = context.store.conversations.get(conversationId);
  if (conversation === undefined || conversation.status !== "open") return;
  const messages = context.store.messages.inConversation(conversationId).filter(isCounted);
  if (messages.some((message) => message.status === "pending" || message.status === "processing")) return;
  if (
    status === "closed" &&
    conversation.join_mode === "leader" &&
    askForSummary(context, conversation, messages)
  )
    return;
  const told = summaryOnly(conversation, messages).filter((message) => message.reported === 0);
  const replies = sendReply(context, conversation, told) ? 1 : 0;
  context.store.conversations.close(conversationId, status, context.clock.now());
  context.journal.append("conversation.closed", { status, replies }, { conversationId });
}

/** In `leader` mode the asker's closing words stand for all, unless it failed to find any. */
function summaryOnly(conversation: ConversationRow, messages: readonly MessageRow[]): readonly MessageRow[] {
  const summary = messages.findLast((message) => message.kind === "summary");
  return conversation.join_mode === "leader" && summary?.status === "completed" ? [summary] : messages;
}

/** @returns whether the asker was given all results and asked to write the reply */
function askForSummary(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): boolean {
  const asker = messages[0];
  const delegated = messages.filter(
    (message) => message.kind === "handoff" && message.agent_id !== asker?.agent_id,
  );
  if (asker === undefined || delegated.length === 0 || messages.some((message) => message.kind === "summary"))
    return false;
  const results = entriesOf(context, conversation, delegated).map(
    (entry) => `@${entry.agentId}: ${entry.text ?? entry.failure ?? ""}`,
  );
  enqueue(context, conversation, {
    messageId: context.newId("internal"),
    agentId: asker.agent_id,
    teamId: conversation.team_id,
    kind: "summary",
    hop: 1 + Math.max(...delegated.map((message) => message.hop)),
    text: `[TinyAGI: all teammates have answered. Write the reply to the person now; do not hand over again.]\n\nThe request:\n${conversation.text}\n\nResults:\n${results.join("\n\n")}`,
  });
  return true;
}
