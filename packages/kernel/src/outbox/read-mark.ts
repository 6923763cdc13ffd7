/**
 * How far the operator has read a conversation. The mark is kept here and not in a browser, so that desk, phone and
 * terminal agree. It never moves backwards, and never beyond the newest reply, which would hide replies to come.
 */
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";

/**
 * Marks the replies of a conversation up to `replyId` as read. Does nothing for an unknown conversation.
 *
 * @param replyId number of the newest reply that was read
 */
export async function markConversationRead(
  { store, journal }: { store: Store; journal: Pick<Journal, "append"> },
  conversationId: string,
  replyId: number,
): Promise<void> {
  await store.write(() => {
    if (store.conversations.markRead(conversationId, replyId))
      journal.append("conversation.read", { replyId }, { conversationId });
  });
}
