/**
 * Records the event of a dead letter, inside the write that made it one. Clients of 0.0.20 show a failure in place of the
 * agent's answer, so the event says whose message it was.
 */
import type { RunErrorInfo } from "@tinyagi/contracts";
import type { MessageRow } from "../store/schema.js";
import type { QueueOptions } from "./queue.js";

type Parts = Pick<QueueOptions, "store" | "journal" | "agentName">;

export function tellDied({ store, journal, agentName }: Parts, row: MessageRow, error: RunErrorInfo): void {
  const { id: messageRowId, agent_id: agentId, conversation_id: conversationId } = row;
  const conversation = store.conversations.get(conversationId);
  journal.append(
    "message.died",
    {
      ...{ agent: agentId, attempts: row.attempts, class: error.class, error: error.message },
      origin: {
        agentName: agentName?.(agentId) ?? agentId,
        channel: conversation?.channel ?? "api",
        sender: conversation?.sender ?? "API",
        messageId: conversation?.reply_to_id ?? row.message_id,
        isTeamMessage: row.kind !== "user",
      },
    },
    { conversationId, messageRowId, agentId },
  );
}
