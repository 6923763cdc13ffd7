/**
 * Messages that name a task at their end. Browser clients of 0.0.20 post the work of a task themselves: such a message
 * *is* the dispatch, or is answered with the conversation that already works on the task, so that no work is done twice.
 * Any other message that ends in a task's tag is ordinary work; its answer becomes a comment on the task.
 */
import { taskTagOf } from "@tinyagi/contracts/shown-text";
import type { ConversationRow } from "@tinyagi/kernel";
import type { TaskCaller, TaskContext } from "./context.js";
import { dispatched, workOf } from "./dispatch.js";
import { isTaskDispatch } from "./dispatch-text.js";

export interface AcceptedMessage {
  conversationId: string;
  messageId: string;
  agents: string[];
}

export interface TaskMessage {
  text: string;
  target?: string | null | undefined;
  channel: string;
  messageId?: string | undefined;
  caller: TaskCaller;
}

/**
 * Accepts a person's message, linked to the task it names.
 *
 * @param prepare routes the message and returns what accepts it inside a write; that write may be repeated
 */
export async function acceptMessage<Answer extends AcceptedMessage>(
  context: TaskContext,
  message: TaskMessage,
  prepare: (taskId: string | undefined) => Promise<() => Answer>,
): Promise<Answer | AcceptedMessage> {
  const tag = taskTagOf(message.text);
  const taskId = tag !== undefined && context.store.tasks.get(tag) !== undefined ? tag : undefined;
  const accept = await prepare(taskId);
  return context.store.write(() =>
    taskId === undefined ? accept() : acceptForTask(context, { ...message, taskId }, accept),
  );
}

function acceptForTask<Answer extends AcceptedMessage>(
  context: TaskContext,
  message: TaskMessage & { taskId: string },
  accept: () => Answer,
): Answer | AcceptedMessage {
  const { text, target, taskId, caller } = message;
  const task = context.store.tasks.get(taskId);
  if (task === undefined || !isTaskDispatch(task, { text, target })) return accept();
  const work = workOf(context, task, "message");
  // A message that was accepted before is refused as a duplicate, even if the task has changed since.
  if (work !== undefined && !isAccepted(context, message)) return toAccepted(context, work);
  const accepted = accept();
  dispatched(context, task, { conversationId: accepted.conversationId, caller });
  return accepted;
}

function isAccepted({ store }: TaskContext, { channel, messageId }: TaskMessage): boolean {
  return messageId !== undefined && store.conversations.findInbound(channel, messageId) !== undefined;
}

function toAccepted({ store }: TaskContext, work: ConversationRow): AcceptedMessage {
  const asked = store.messages.inConversation(work.id).filter((message) => message.from_agent === null);
  return {
    conversationId: work.id,
    messageId: work.reply_to_id,
    agents: [...new Set(asked.map((message) => message.agent_id))],
  };
}
