/**
 * Copies of an answer for the other chats of the person who asked. Only answers are copied: what TinyAGI says to commands,
 * and questions to an owner, stay where they belong. A copy goes to a direct chat, never to a group.
 */
import {
  type ConversationRow,
  isServed,
  type NewReplyInput,
  type PairingRow,
  reachedOn,
} from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";

/** So much of the question stands above a copy. */
const QUESTION_MAX_CHARS = 80;

/** Inside a write: queues a copy for each linked sender, if the settings want answers in all chats. */
export function copyToLinkedChats(
  context: ConversationContext,
  conversation: ConversationRow,
  reply: NewReplyInput,
): void {
  const bots = { channels: context.settings().channels, ownBots: context.ownBots };
  for (const row of linkedSenders(context, conversation)) {
    const { sender, sender_id: senderId } = row;
    context.outbox.add({
      ...reply,
      // Clients find the answer to their message by the inbound id, which only the original has. The id is the same
      // each time, because a write with replies may be repeated.
      messageId: `copy_${conversation.id}`,
      channel: reachedOn(row, bots),
      sender,
      senderId,
      message: `${headOf(conversation)}\n\n${reply.message}`,
      layout: undefined,
      // Without an address of the platform, the channel uses the person's direct chat.
      metadata: null,
    });
  }
}

function linkedSenders(
  { store, settings }: ConversationContext,
  { channel, sender_id: senderId }: ConversationRow,
): PairingRow[] {
  const { replies, enabled } = settings().channels;
  const row = replies === "all" && senderId !== null ? store.pairings.get(channel, senderId) : undefined;
  if (row?.state !== "approved") return [];
  return store.pairings
    .personOf(row.linked_to ?? row.id)
    .filter((other) => other.id !== row.id && isServed(other.channel, enabled));
}

/** One line without marks of code blocks, so that it never changes how the answer is shown. */
function headOf({ channel, text }: ConversationRow): string {
  const line = text.replace(/[`\s]+/g, " ").trim();
  const characters = Array.from(line.slice(0, 2 * QUESTION_MAX_CHARS));
  const shown = characters.slice(0, QUESTION_MAX_CHARS).join("");
  return `On ${channel}, you wrote: ${shown}${shown.length < line.length ? "…" : ""}`;
}
