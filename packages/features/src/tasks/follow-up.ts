/** A further message about a task to its assignee: it is the task's current work from then on. */
import { AppError } from "@tinyagi/contracts";
import { isMissing } from "./assignee.js";
import {
  buildEvent,
  mustGetTask,
  saveTask,
  TASK_CHANNEL,
  type TaskCaller,
  type TaskContext,
} from "./context.js";
import { dispatched } from "./dispatch.js";

export interface TaskFollowUp {
  readonly text: string;
  /** Comments in it. */
  readonly comments: number;
}

/** Inside a write. @throws AppError `NOT_FOUND`, `CONFLICT` without an assignee */
export function sendFollowUp(
  context: TaskContext,
  { ref, message, caller }: { ref: string; message: TaskFollowUp; caller: TaskCaller },
): { conversationId: string } {
  const task = mustGetTask(context, ref);
  if (task.assignee === "" || isMissing(context.settings(), task))
    throw new AppError("CONFLICT", "The task has no assignee that could read this. Assign it first.");
  const { conversationId } = context.accept({
    text: message.text,
    channel: TASK_CHANNEL,
    sender: caller.name,
    target: task.assignee,
    taskId: task.id,
    messageId: `${task.id}:${context.journal.lastSeq()}`,
  });
  const row = { ...task, status: "in_progress" as const, updated_at: context.clock.now() };
  if (task.status !== row.status) saveTask(context, row, { by: caller.name, fields: ["status"] });
  dispatched(context, row, { conversationId, caller });
  const { comments } = message;
  context.journal.append("task.reviewed", { ...buildEvent(row, caller.name), comments }, { conversationId });
  return { conversationId };
}
