/**
 * Records the event of a dead letter, inside the write that made it one. Clients of 0.0.20 show a failure in place of the
 * agent's answer, so the event says whose message it was.
 */
import type { RunErrorInfo } from "@tinyagi/contracts";
import { messageScope } from "../journal/event-scope.js";
import type { Journal } from "../journal/journal.js";
import type { MessageRow } from "../store/schema.js";
import type { Store } from "../store/store.js";

interface Parts {
  store: Store;
  journal: Journal;
  agentName?: ((agentId: string) => string) | undefined;
}

/** What a message died of. */
export interface DeathCause extends RunErrorInfo {
  /** Of the daemon, while the message was processed. */
  crashes?: number;
}

export function recordDead({ store, journal, agentName }: Parts, row: MessageRow, error: DeathCause): void {
  const agentId = row.agent_id;
  const conversation = store.conversations.get(row.conversation_id);
  journal.append(
    "message.died",
    {
      agent: agentId,
      attempts: row.attempts,
      class: error.class,
      error: error.message,
      ...(error.crashes !== undefined && { crashes: error.crashes }),
      origin: {
        agentName: agentName?.(agentId) ?? agentId,
        channel: conversation?.channel ?? "api",
        sender: conversation?.sender ?? "API",
        messageId: conversation?.reply_to_id ?? row.message_id,
        isTeamMessage: row.kind !== "user",
      },
    },
    messageScope(row),
  );
}
