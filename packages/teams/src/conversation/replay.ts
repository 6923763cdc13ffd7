/** Dead letters: put back into their queue (in a follow-up when their conversation has closed) or deleted. */
import { AppError } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import { chainStopNote } from "./chain.js";
import { addNote, type ConversationContext, dropNote, isCounted } from "./context.js";
import { openFollowUp } from "./open.js";

/**
 * Retries a dead letter. Room posts that failed in one run are retried together.
 *
 * @returns the conversation the message now belongs to
 * @throws AppError `NOT_FOUND` when there is no dead letter with that id
 */
export async function replayDead(context: ConversationContext, id: number): Promise<string> {
  return context.store.write(() => {
    const { row } = deadLetter(context, id);
    const owners = new Map<number, string>();
    for (const member of context.queue.deadWith(row)) owners.set(member.id, replayOne(context, member.id));
    context.offer(row.lane);
    return owners.get(id) ?? row.conversation_id;
  });
}

function replayOne(context: ConversationContext, id: number): string {
  const { row, conversation } = deadLetter(context, id);
  const owner =
    conversation.status === "open"
      ? conversation
      : openFollowUp(context, conversation, { agentId: row.agent_id, teamId: row.team_id });
  const stopped = chainStopNote(conversation, row);
  if (stopped !== null) dropNote(context, owner.id, stopped);
  context.queue.replay(id, owner.id);
  return owner.id;
}

/**
 * Deletes a dead letter. If its sender was not notified of the failure yet, the reply still reports it.
 *
 * @throws AppError `NOT_FOUND` when there is no dead letter with that id
 */
export async function deleteDead(context: ConversationContext, id: number): Promise<void> {
  await context.store.write(() => {
    const { row, conversation } = deadLetter(context, id);
    context.queue.deleteDead(id);
    if (row.reported === 1 || !isCounted(row)) return;
    const reason = row.last_error ?? "no reason was recorded";
    addNote(context, conversation.id, {
      text: `@${row.agent_id} failed and its message was deleted: ${reason}`,
    });
  });
}

function deadLetter(
  context: ConversationContext,
  id: number,
): { row: MessageRow; conversation: ConversationRow } {
  const row = context.store.messages.get(id);
  const conversation = row === undefined ? undefined : context.store.conversations.get(row.conversation_id);
  if (row === undefined || conversation === undefined || row.status !== "dead")
    throw new AppError("NOT_FOUND", "dead message not found");
  return { row, conversation };
}
