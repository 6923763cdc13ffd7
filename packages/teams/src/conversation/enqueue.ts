/** Puts one message of a conversation into its agent's lane, with the notes that wait for the agent. */

import type { WhenBusy } from "@tinyagi/contracts";
import {
  type ConversationRow,
  isSelfStarted,
  type MessageContext,
  type MessageRow,
  renderWithoutNotes,
  storedContext,
} from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";

/** Most notes at the start of a prompt. Of more, only the newest are included. */
export const NOTES_MAX = 5;

export interface NewWork {
  messageId: string;
  agentId: string;
  teamId: string | null;
  kind: MessageRow["kind"];
  /** The author's words for this agent. */
  text: string;
  /** What the author wrote to several agents. */
  shared?: string | null;
  context?: MessageContext;
  /** The line of its event, for clients of earlier releases. Default: the beginning of its prompt. */
  preview?: string;
  fromAgent?: string;
  parentRunId?: string;
  hop?: number;
  chainStep?: number;
  /** Default: the message waits for its turn. */
  whenBusy?: WhenBusy | undefined;
  /** Until when it waits for more of its sender. */
  notBefore?: number | undefined;
  /** The person's text, on the first message that results from it. */
  incoming?: string | undefined;
}

export function enqueue(
  context: ConversationContext,
  conversation: ConversationRow,
  work: NewWork,
): MessageRow {
  const lane = work.agentId;
  // Work that runs again has notes of its own.
  const notes = [...(work.context?.notes ?? []), ...notesFor(context, work.agentId)];
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
      background: isSelfStarted(conversation) ? 1 : 0,
      not_before: work.notBefore ?? null,
      when_busy: work.whenBusy === "followup" ? null : (work.whenBusy ?? null),
      text: work.text,
      shared: work.shared ?? null,
      context: storedContext(notes.length === 0 ? { ...work.context } : { ...work.context, notes }),
    },
    {
      channel: conversation.channel,
      sender: conversation.sender,
      replyToId: conversation.reply_to_id,
      preview: work.preview,
      incoming: work.incoming,
    },
  );
  context.store.history.addAgentMessage({
    agent_id: work.agentId,
    role: "user",
    channel: conversation.channel,
    sender: work.fromAgent ?? conversation.sender,
    message_id: work.messageId,
    content: renderWithoutNotes(row),
    created_at: row.created_at,
  });
  // A run that takes it needs no window: the next part joins that run too.
  // Nor does the run of another model take a message for which somebody chose one.
  const mayJoin = work.whenBusy === "steer" && work.context?.choice === undefined;
  if (!mayJoin || !context.joinLive(row)) {
    context.yieldTo?.(row);
    context.offer(lane);
  }
  return row;
}

/** Takes the notes that wait for an agent. Many similar notes may wait for an agent that was busy for long. */
function notesFor(context: ConversationContext, agentId: string): string[] {
  const notes = [...new Set(context.store.history.takeNotes(agentId))];
  const included = notes.slice(-NOTES_MAX);
  if (included.length < notes.length)
    included.unshift(`${notes.length - included.length} older notes are left out.`);
  return included;
}
