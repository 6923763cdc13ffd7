/** Cancels conversations for `/stop`: those of one sender, or all. */
import { isAppError } from "@tinyagi/contracts";
import type { ConversationRow, Store } from "@tinyagi/core";
import type { Conversations } from "../conversation/service.js";
import { senderKeyOf } from "../routing/sender.js";
import type { StickyKey } from "./sticky-default.js";

/** Most conversations that one `/stop` cancels. A second one cancels the next. */
const STOP_MAX = 1_000;

/** @param sender null for the work of all senders */
export type StopWork = (sender: StickyKey | null) => Promise<{ conversations: number; messages: number }>;

export function createStopWork(parts: {
  store: Store;
  conversations: Pick<Conversations, "cancelConversation">;
}): StopWork {
  const { store, conversations } = parts;
  const isOf = (row: ConversationRow, sender: StickyKey): boolean =>
    row.channel === sender.channel &&
    senderKeyOf({ sender: row.sender, senderId: row.sender_id }) === sender.senderKey;

  /** Open conversations, and closed ones with a room post that is not delivered yet. */
  function candidates(): Set<string> {
    const open = store.conversations.list({ status: "open", limit: STOP_MAX });
    const working = (["processing", "pending"] as const).flatMap((status) =>
      store.messages.withStatus(status, STOP_MAX),
    );
    return new Set([...open.map((row) => row.id), ...working.map((row) => row.conversation_id)]);
  }

  return async (sender) => {
    const stopped = { conversations: 0, messages: 0 };
    for (const id of candidates()) {
      const row = store.conversations.get(id);
      if (row === undefined || (sender !== null && !isOf(row, sender))) continue;
      try {
        stopped.messages += await conversations.cancelConversation(id, "stopped with /stop");
        stopped.conversations += 1;
      } catch (error) {
        // It ended by itself in the meantime.
        if (!isAppError(error, "CONFLICT")) throw error;
      }
    }
    return stopped;
  };
}
