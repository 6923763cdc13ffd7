/** What an event is about, from the row it tells of: the ids by which readers of the journal find it. */
import type { EventScope } from "@tinyagi/contracts";

interface MessageIds {
  readonly id: number;
  readonly conversation_id: string;
  readonly agent_id: string;
}

/** An event of one message. */
export function messageScope(row: MessageIds): EventScope {
  return { conversationId: row.conversation_id, messageRowId: row.id, agentId: row.agent_id };
}

/** An event of one run of a message. @param conversationId default: that of the message */
export function runScope(
  claim: MessageIds & { readonly run_id: string },
  conversationId: string = claim.conversation_id,
): EventScope {
  return { conversationId, runId: claim.run_id, messageRowId: claim.id, agentId: claim.agent_id };
}

/** An event of something that may belong to a conversation, such as a reply or a task. */
export function conversationScope(row: { readonly conversation_id: string | null }): EventScope {
  return row.conversation_id === null ? {} : { conversationId: row.conversation_id };
}
