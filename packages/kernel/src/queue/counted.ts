/** Which messages of a conversation a person waits for. Pure. */
import type { MessageRow } from "../store/schema.js";

/**
 * Deliveries of room posts belong to a conversation but do not keep it open. Sub-agents answer the agent that started
 * them, whose own message stays open for as long.
 */
export function isCounted({ kind }: Pick<MessageRow, "kind">): boolean {
  return kind !== "room" && kind !== "node";
}
