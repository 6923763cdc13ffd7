/** Queues a reply. */
import type { NewReplyInput } from "./outbox-contract.js";
import type { OutboxParts } from "./outbox-parts.js";

const CHAT_MAX_CHARS = 200;

/** As `Outbox.add`. */
export function addReply(parts: OutboxParts, reply: NewReplyInput): number {
  const { store, journal, newId, clock } = parts;
  const id = store.outbox.insert({
    conversation_id: reply.conversationId,
    message_id: reply.messageId,
    channel: reply.channel,
    sender: reply.sender,
    sender_id: reply.senderId,
    message: reply.message,
    original_message: reply.originalMessage,
    agent: reply.agent,
    files: JSON.stringify(reply.files),
    metadata: reply.metadata,
    chat: toChat(reply),
    approval_id: reply.approvalId ?? null,
    layout: reply.layout === undefined ? null : JSON.stringify(reply.layout),
    idempotency_key: newId("reply"),
    created_at: clock.now(),
  });
  journal.append(
    "reply.queued",
    {
      outboxId: id,
      channel: reply.channel,
      sender: reply.sender,
      agent: reply.agent,
      messageId: reply.messageId,
      length: reply.message.length,
      text: reply.journalText ?? reply.message,
    },
    reply.conversationId === null ? {} : { conversationId: reply.conversationId },
  );
  return id;
}

/** Where the reply goes: the chat that the channel named, else the person. */
function toChat({ metadata, senderId, sender }: NewReplyInput): string {
  const chat: unknown = metadata === null ? undefined : JSON.parse(metadata).chat;
  return typeof chat === "string" && chat !== "" ? chat.slice(0, CHAT_MAX_CHARS) : (senderId ?? sender);
}
