/** Waits until all agents of a conversation have answered. */
import type { Services } from "../../handlers/services.js";

/** @throws the signal's reason */
export function conversationEnd(
  { store, journal }: Pick<Services, "store" | "journal">,
  conversationId: string,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (store.conversations.get(conversationId)?.status === "open") return;
      finish();
      resolve();
    };
    const abort = () => {
      finish();
      reject(signal.reason);
    };
    function finish(): void {
      unsubscribe();
      signal.removeEventListener("abort", abort);
    }
    const unsubscribe = journal.subscribe((event) => {
      if (event.type === "conversation.closed" && event.conversationId === conversationId) look();
    });
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    else look();
  });
}
