/**
 * A message that TinyAGI answers itself, without an agent. One transaction opens, answers and closes its conversation. It
 * therefore has an id, a reply and a history like any other, and a message id is accepted once.
 */
import { storedAsker } from "@tinyagi/kernel";
import { assertNew } from "./accept.js";
import type { ConversationContext } from "./context.js";
import type { Accepted, InboundMessage } from "./inbound.js";
import { openConversation } from "./open.js";
import { closeWindow } from "./window.js";

export interface HostAnswer {
  /** Builds the reply inside the transaction, so that it states what the transaction did. */
  reply: () => string;
  /** The text to store when the message itself must not be stored. */
  keptText?: string | undefined;
}

/** @throws AppError `DUPLICATE_MESSAGE`, `STORE_UNAVAILABLE` */
export async function answerAsHost(
  context: ConversationContext,
  inbound: InboundMessage,
  answer: HostAnswer,
): Promise<Accepted & { reply: string }> {
  const messageId = inbound.messageId ?? context.newId("api");
  return context.store.write(() => {
    assertNew(context, inbound, messageId);
    const metadata = inbound.metadata === undefined ? null : JSON.stringify(inbound.metadata);
    const text = answer.keptText ?? inbound.text;
    const conversation = openConversation(context, {
      inboundId: inbound.contentId ?? messageId,
      replyToId: messageId,
      channel: inbound.channel,
      sender: inbound.sender,
      senderId: inbound.senderId ?? null,
      teamId: null,
      text,
      targets: [],
      metadata,
      asker: storedAsker(inbound.asker),
    });
    // What the person wrote before a command begins before it.
    closeWindow(context, inbound);
    const reply = answer.reply();
    context.outbox.add({
      conversationId: conversation.id,
      messageId,
      channel: conversation.channel,
      sender: conversation.sender,
      senderId: conversation.sender_id,
      message: reply,
      originalMessage: text,
      agent: null,
      files: [],
      metadata,
    });
    context.store.conversations.close(conversation.id, "closed", context.clock.now());
    context.journal.append(
      "conversation.closed",
      { status: "closed", replies: 1 },
      { conversationId: conversation.id },
    );
    return { conversationId: conversation.id, messageId, agents: [], reply };
  });
}
