/** Events of single conversations: one subscription to the journal for any number of callers that wait. */
import type { JournalEvent } from "@tinyagi/contracts";
import type { Journal } from "@tinyagi/kernel";

type Listener = (event: JournalEvent) => void;

export interface ConversationWatch {
  /** @returns a function that ends it */
  listen(conversationId: string, listener: Listener): () => void;
}

export function createConversationWatch(journal: Pick<Journal, "subscribe">): ConversationWatch {
  const listeners = new Map<string, Set<Listener>>();
  let unsubscribe: (() => void) | undefined;

  function publish(event: JournalEvent): void {
    if (event.conversationId === undefined) return;
    for (const listener of listeners.get(event.conversationId) ?? []) listener(event);
  }

  return {
    listen(conversationId, listener) {
      const own = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, own.add(listener));
      unsubscribe ??= journal.subscribe(publish);
      return () => {
        own.delete(listener);
        if (own.size === 0) listeners.delete(conversationId);
        if (listeners.size > 0) return;
        unsubscribe?.();
        unsubscribe = undefined;
      };
    },
  };
}
