/** Queues what a person is told: single answers, joined replies, failures, notices. */
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import { joinReplies, type ReplyEntry } from "../routing/joined-reply.js";
import type { ConversationContext } from "./context.js";

/** How a message that ended without an answer is put to the person. */
export function failureText(message: MessageRow): string {
  const reason = message.last_error ?? "no reason was recorded";
  if (message.status === "cancelled") return `cancelled: ${reason}`;
  const tries = message.attempts === 1 ? "1 attempt" : `${message.attempts} attempts`;
  return `failed after ${tries}: ${reason} (retry it with \`tinyagi queue retry ${message.id}\`)`;
}

function waitingText(message: MessageRow): string {
  const when =
    message.not_before === null
      ? "soon"
      : new Date(message.not_before).toISOString().replace("T", " ").slice(0, 19);
  return `${message.last_error ?? "failed"}; it is tried again ${when === "soon" ? when : `at ${when} UTC`}`;
}

/** One entry an agent: its last answer, or why there is none; leader first, then by first mention. */
export function entriesOf(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): ReplyEntry[] {
  const directory = context.directory();
  const leader =
    conversation.team_id === null ? undefined : directory.teams.get(conversation.team_id)?.leader;
  const entries = new Map<string, ReplyEntry>();
  for (const message of messages) {
    const agentId = message.agent_id;
    const known = entries.get(agentId);
    const base = {
      agentId,
      name: directory.agents.get(agentId)?.name ?? agentId,
      isLeader: agentId === leader,
      order: known?.order ?? entries.size,
    };
    if (message.status === "completed") {
      // An agent with nothing to say after its earlier answer (an output of tags only) keeps the earlier one.
      if ((message.result_text ?? "") !== "" || known === undefined)
        entries.set(agentId, { ...base, text: message.result_text ?? "" });
    } else if (message.status === "pending")
      entries.set(agentId, { ...base, ...answer(known), waiting: waitingText(message) });
    else if (message.status !== "processing")
      entries.set(agentId, { ...base, ...answer(known), failure: failureText(message) });
  }
  return [...entries.values()];
}

function answer(entry: ReplyEntry | undefined): { text?: string } {
  return entry?.text === undefined ? {} : { text: entry.text };
}

/**
 * Queues one reply made of `messages` and the conversation's notes, and marks all of it as told.
 *
 * @returns whether there was anything to say
 */
export function sendReply(
  context: ConversationContext,
  conversation: ConversationRow,
  messages: readonly MessageRow[],
): boolean {
  const current = context.store.conversations.get(conversation.id) ?? conversation;
  const notes: string[] = JSON.parse(current.notes);
  const entries = entriesOf(context, current, messages);
  if (entries.length === 0 && notes.length === 0) return false;
  const files = [
    ...new Set(
      messages.flatMap((message): string[] =>
        message.result_files === null ? [] : JSON.parse(message.result_files),
      ),
    ),
  ];
  const first = entries.find((entry) => entry.isLeader) ?? entries[0];
  context.outbox.add({
    conversationId: current.id,
    messageId: current.reply_to_id,
    channel: current.channel,
    sender: current.sender,
    senderId: current.sender_id,
    message: joinReplies({ entries, notes }),
    originalMessage: current.text,
    agent: first?.agentId ?? null,
    files,
    metadata: current.metadata,
  });
  for (const message of messages)
    if (message.status !== "pending") context.store.messages.markReported(message.id);
  if (notes.length > 0) context.store.conversations.setNotes(current.id, "[]", null);
  return true;
}
