/**
 * Messages that name a task at their end. Browser clients of 0.0.20 post the work of a task themselves: such a message
 * *is* the dispatch, or is answered with the conversation that already works on the task, so that no work is done twice.
 * Any other message that ends in a task's tag is ordinary work; its answer becomes a comment on the task.
 */
import { AppError } from "@tinyagi/contracts";
import type { ConversationRow } from "../store/schema.js";
import type { TaskCaller, TaskContext } from "./context.js";
import { dispatched, workOf } from "./dispatch.js";
import { isDispatchOf, taskTagOf } from "./dispatch-text.js";

export interface AcceptedMessage {
  conversationId: string;
  messageId: string;
  agents: string[];
}

export interface InboundText {
  text: string;
  target?: string | null | undefined;
}

/** Links an accepted message to its task. */
export interface CardLink {
  taskId: string;
  alongside: (accepted: { conversationId: string }) => void;
}

/** Thrown inside the accepting write, so that nothing of the second message is stored. */
class AlreadyDispatchedError extends AppError {
  readonly accepted: AcceptedMessage;
  constructor(accepted: AcceptedMessage) {
    super("CONFLICT", "An agent is already working on this task.");
    this.accepted = accepted;
  }
}

/** Accepts a person's message and links it to the task it names. @param accept stores it; its write must fail as a whole */
export async function acceptMessage<Answer extends AcceptedMessage>(
  context: TaskContext,
  message: InboundText & { caller: TaskCaller },
  accept: (link: CardLink | undefined) => Promise<Answer>,
): Promise<Answer | AcceptedMessage> {
  const taskId = taskTagOf(message.text);
  if (taskId === undefined || context.store.tasks.get(taskId) === undefined) return accept(undefined);
  try {
    return await accept({
      taskId,
      alongside: ({ conversationId }) => take(context, { ...message, taskId, conversationId }),
    });
  } catch (error) {
    if (error instanceof AlreadyDispatchedError) return error.accepted;
    throw error;
  }
}

function take(
  context: TaskContext,
  message: InboundText & { caller: TaskCaller; taskId: string; conversationId: string },
): void {
  const task = context.store.tasks.get(message.taskId);
  if (task === undefined || !isDispatchOf(task, { text: message.text, target: message.target })) return;
  const work = workOf(context, task, { half: "message", except: message.conversationId });
  if (work !== undefined) throw new AlreadyDispatchedError(acceptedOf(context, work));
  dispatched(context, task, message);
}

function acceptedOf({ store }: TaskContext, work: ConversationRow): AcceptedMessage {
  const asked = store.messages.inConversation(work.id).filter((message) => message.from_agent === null);
  return {
    conversationId: work.id,
    messageId: work.reply_to_id,
    agents: [...new Set(asked.map((message) => message.agent_id))],
  };
}
