/** Puts one message of a conversation into its agent's lane, with the notes the host has for that agent. */
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import type { ConversationContext } from "./context.js";

export interface NewWork {
  messageId: string;
  agentId: string;
  teamId: string | null;
  kind: MessageRow["kind"];
  text: string;
  fromAgent?: string;
  parentRunId?: string;
  hop?: number;
  chainStep?: number;
}

export function enqueue(
  context: ConversationContext,
  conversation: ConversationRow,
  work: NewWork,
): MessageRow {
  const notes = context.store.history
    .takeNotes(work.agentId)
    .map((note) => `[Note from TinyAGI: ${note}]\n\n`);
  const lane = work.agentId;
  const row = context.queue.enqueue(
    {
      message_id: work.messageId,
      conversation_id: conversation.id,
      lane,
      agent_id: work.agentId,
      team_id: work.teamId,
      kind: work.kind,
      from_agent: work.fromAgent ?? null,
      parent_run_id: work.parentRunId ?? null,
      hop: work.hop ?? 0,
      chain_step: work.chainStep ?? null,
      text: notes.join("") + work.text,
    },
    { channel: conversation.channel, sender: conversation.sender, replyToId: conversation.reply_to_id },
  );
  context.store.history.addAgentMessage({
    agent_id: work.agentId,
    role: "user",
    channel: conversation.channel,
    sender: work.fromAgent ?? conversation.sender,
    message_id: work.messageId,
    content: work.text,
    created_at: row.created_at,
  });
  context.store.afterCommit(() => context.wake(lane));
  return row;
}
