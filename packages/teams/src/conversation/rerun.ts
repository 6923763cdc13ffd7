/**
 * Runs the work of an earlier run again, in a new conversation that is linked to the old one. The old conversation and
 * its runs stay as they are.
 */
import { AppError } from "@tinyagi/contracts";
import type { ConversationRow, MessageRow } from "@tinyagi/core";
import type { ConversationContext } from "./context.js";
import { enqueue } from "./enqueue.js";
import { openFollowUp } from "./open.js";

export interface Rerun {
  /** Any run of the tree. The message of its root runs again. */
  runId: string;
  /** Replaces the text of the message. Default: its text. */
  prompt?: string | undefined;
}

/**
 * @returns the new conversation
 * @throws AppError `NOT_FOUND` when the run or its message no longer exists, `CONFLICT` when the same text still waits
 *   or runs, `UNKNOWN_AGENT` when its agent was removed
 */
export async function rerun(context: ConversationContext, { runId, prompt }: Rerun): Promise<string> {
  return context.store.write(() => {
    const { message, conversation } = rootOf(context, runId);
    if (!context.directory().agents.has(message.agent_id))
      throw new AppError("UNKNOWN_AGENT", `There is no agent @${message.agent_id} any more.`);
    const isOpen = message.status === "pending" || message.status === "processing";
    if (isOpen && prompt === undefined)
      throw new AppError(
        "CONFLICT",
        "The message of this run has not ended, so it cannot be retried. Cancel it first, or fork it with another prompt.",
      );
    const owner = openFollowUp(context, conversation, {
      agentId: message.agent_id,
      teamId: message.team_id,
      ...(prompt === undefined ? {} : { text: prompt }),
    });
    enqueue(context, owner, {
      messageId: context.newId("internal"),
      agentId: message.agent_id,
      teamId: message.team_id,
      kind: message.kind === "chain" ? "chain" : "user",
      text: prompt ?? message.text,
      ...(message.chain_step === null ? {} : { chainStep: message.chain_step }),
    });
    return owner.id;
  });
}

function rootOf(
  { store }: ConversationContext,
  runId: string,
): { message: MessageRow; conversation: ConversationRow } {
  const run = store.runs.get(runId);
  const root = run === undefined ? undefined : (store.runs.get(run.root_run_id) ?? run);
  const message = root === undefined ? undefined : store.messages.get(root.message_row_id);
  const conversation = message === undefined ? undefined : store.conversations.get(message.conversation_id);
  if (message === undefined || conversation === undefined)
    throw new AppError("NOT_FOUND", "There is no run with this id, or its message was deleted.");
  return { message, conversation };
}
