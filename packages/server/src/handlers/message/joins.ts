/** Whose answers a message joins. The kind of a message decides, never its text. */
import type { MessageRow, Store } from "@tinyagi/kernel";

/** @returns null for a message that asks for something else */
export function listJoinedAgents(
  { messages }: Pick<Store, "messages">,
  row: Pick<MessageRow, "id" | "kind" | "conversation_id" | "agent_id"> | undefined,
): string[] | null {
  if (row?.kind !== "summary") return null;
  return messages.agentsBefore(row.conversation_id, row.id).filter((agent) => agent !== row.agent_id);
}
