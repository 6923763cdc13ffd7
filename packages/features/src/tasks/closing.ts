/**
 * Updates a task when a conversation that works on it closes. Runs inside the closing transaction, so that the
 * answer and its comment are durable together.
 */
import type { ConversationRow, TaskRow } from "@tinyagi/kernel";
import { addComment, HOST, saveTask, TASK_CHANNEL, type TaskContext } from "./context.js";
import { getOutcome } from "./conversation-outcome.js";

/** How many conversations of one task are searched for an open one, newest first. */
const CONVERSATIONS_SEEN = 50;

/** @param conversation as it is closed */
export function conversationClosed(context: TaskContext, conversation: ConversationRow): void {
  const task = conversation.task_id === null ? undefined : context.store.tasks.get(conversation.task_id);
  if (conversation.channel === TASK_CHANNEL) deliver(context, conversation);
  if (task === undefined) return;
  const outcome = getOutcome(
    conversation,
    context.store.messages.inConversation(conversation.id),
    context.settings().language,
  );
  for (const { author, content } of outcome.comments)
    addComment(context, task, { author, authorType: "agent", content, by: HOST });
  const { failure } = outcome;
  if (isCurrent(context, task, conversation)) settle(context, task, { conversation, failure });
}

/** Whether this is the task's last dispatch, or a retry of it; all others only add comments. */
function isCurrent({ store }: TaskContext, task: TaskRow, conversation: ConversationRow): boolean {
  if (conversation.id === task.conversation_id) return true;
  const current = task.conversation_id === null ? undefined : store.conversations.get(task.conversation_id);
  return isRetry(task, conversation) && current?.status !== "open";
}

function isRetry(task: TaskRow, conversation: ConversationRow): boolean {
  return conversation.follow_up_of !== null && conversation.created_at >= (task.dispatched_at ?? 0);
}

/** A task that its agent moved itself keeps its column. */
function settle(
  context: TaskContext,
  task: TaskRow,
  { conversation, failure }: { conversation: ConversationRow; failure: string | null },
): void {
  const others = context.store.tasks
    .conversations(task.id, CONVERSATIONS_SEEN)
    .some((other) => other.status === "open" && other.id !== conversation.id && isRetry(task, other));
  const isDone = failure === null && task.status === "in_progress" && !others;
  const row: TaskRow = {
    ...task,
    status: isDone ? "review" : task.status,
    conversation_id: conversation.id,
    dispatch_error: failure,
    updated_at: context.clock.now(),
  };
  const fields = [
    ...(isDone ? ["status"] : []),
    ...(failure === task.dispatch_error ? [] : ["dispatchError"]),
    ...(conversation.id === task.conversation_id ? [] : ["conversationId"]),
  ];
  if (fields.length > 0) saveTask(context, row, { by: HOST, fields });
}

/** The comments are the delivery: nothing reads replies from the channel of tasks. */
function deliver({ store, journal, clock }: TaskContext, conversation: ConversationRow): void {
  for (const reply of store.outbox.inConversation(conversation.id)) {
    if (store.outbox.ack(reply.id, clock.now()) === 0) continue;
    journal.append(
      "reply.delivered",
      { outboxId: reply.id, channel: reply.channel, messageId: reply.message_id },
      { conversationId: conversation.id },
    );
  }
}
