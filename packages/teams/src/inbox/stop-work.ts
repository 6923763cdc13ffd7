/** Cancels conversations for `/stop`: those of one sender, or all. */
import { isAppError } from "@tinyagi/contracts";
import { type ConversationRow, isSamePerson, type PersonKey, personOf, type Store } from "@tinyagi/kernel";
import type { Conversations } from "../conversation/service.js";

/** Most conversations that one `/stop` cancels. A second one cancels the next. */
const STOP_MAX = 1_000;

/** @param person null for the work of all people */
export type StopWork = (person: PersonKey | null) => Promise<{ conversations: number; messages: number }>;

export function createStopWork(parts: {
  store: Store;
  conversations: Pick<Conversations, "cancelConversation">;
}): StopWork {
  const { store, conversations } = parts;
  const belongsTo = (row: ConversationRow, person: PersonKey): boolean =>
    isSamePerson(personOf(store, row), person);

  /** Open conversations, and closed ones with a room post that is not delivered yet. */
  function candidates(): Set<string> {
    const open = store.conversations.list({ status: "open", limit: STOP_MAX });
    const working = (["processing", "pending"] as const).flatMap((status) =>
      store.messages.withStatus(status, STOP_MAX),
    );
    return new Set([...open.map((row) => row.id), ...working.map((row) => row.conversation_id)]);
  }

  return async (person) => {
    const stopped = { conversations: 0, messages: 0 };
    for (const id of candidates()) {
      const row = store.conversations.get(id);
      if (row === undefined || (person !== null && !belongsTo(row, person))) continue;
      try {
        stopped.messages += await conversations.cancelConversation(id, { code: "stop" });
        stopped.conversations += 1;
      } catch (error) {
        // It ended by itself in the meantime.
        if (!isAppError(error, "CONFLICT")) throw error;
      }
    }
    return stopped;
  };
}
