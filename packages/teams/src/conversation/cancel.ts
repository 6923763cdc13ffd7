/** Cancels open work on request. The person is notified, and a cancelled message is never retried. */
import { AppError, type CancelFact } from "@tinyagi/contracts";
import { STOP } from "@tinyagi/kernel";
import { closeIfDone } from "./close.js";
import type { ConversationContext } from "./context.js";
import { ended, endedWith, postFailure } from "./outcome.js";

/**
 * Cancels one open message and the room posts processed in the same run. Cancelling a waiting message ends no process.
 *
 * @throws AppError `NOT_FOUND` when there is no open message with that id
 */
export async function cancelMessage(
  context: ConversationContext,
  id: number,
  why: CancelFact,
): Promise<{ agent: string; processKilled: boolean }> {
  const row = await context.store.write(() => {
    const [cancelled, ...others] = context.queue.cancelRun(id, why);
    if (cancelled === undefined) throw new AppError("NOT_FOUND", "processing message not found");
    ended(context, cancelled);
    for (const other of others) endedWith(context, cancelled, other.id);
    return cancelled;
  });
  const processKilled = row.status === "processing" && context.abort(row.id, STOP.cancel);
  context.wake(row.lane);
  return { agent: row.agent_id, processKilled };
}

/**
 * Cancels every open message of a conversation and closes it.
 *
 * @returns how many messages were cancelled
 * @throws AppError `NOT_FOUND`, `CONFLICT` when it is already closed
 */
export async function cancelConversation(
  context: ConversationContext,
  id: string,
  why: CancelFact,
): Promise<number> {
  const rows = await context.store.write(() => {
    const conversation = context.store.conversations.get(id);
    if (conversation === undefined) throw new AppError("NOT_FOUND", "conversation not found");
    const open = context.store.messages.openInConversation(id);
    if (conversation.status !== "open" && open.length === 0)
      throw new AppError("CONFLICT", "The conversation is already closed.");
    for (const row of open) {
      context.queue.cancel(row.id, why);
      postFailure(context, row.id);
    }
    closeIfDone(context, id, "cancelled");
    return open;
  });
  for (const row of rows) {
    if (row.status === "processing") context.abort(row.id, STOP.cancel);
    context.wake(row.lane);
  }
  return rows.length;
}
