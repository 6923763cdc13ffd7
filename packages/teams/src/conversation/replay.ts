/** Puts a dead letter back into its queue; when its conversation has closed, as a follow-up linked to it. */
import { AppError } from "@tinyagi/contracts";
import type { ConversationContext } from "./context.js";
import { openFollowUp } from "./open.js";

/**
 * @returns the conversation the message now belongs to
 * @throws AppError `NOT_FOUND` when there is no dead letter with that id
 */
export async function replayDead(context: ConversationContext, id: number): Promise<string> {
  return context.store.write(() => {
    const row = context.store.messages.get(id);
    const conversation = row === undefined ? undefined : context.store.conversations.get(row.conversation_id);
    if (row === undefined || conversation === undefined || row.status !== "dead")
      throw new AppError("NOT_FOUND", "dead message not found");
    const owner =
      conversation.status === "open" ? conversation : openFollowUp(context, conversation, row.agent_id);
    context.queue.replay(id, owner.id);
    context.store.afterCommit(() => context.wake(row.lane));
    return owner.id;
  });
}
