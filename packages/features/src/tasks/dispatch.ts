/**
 * Hands tasks over. Runs inside the write that moves the task, so that a move and its conversation are durable
 * together. One move starts at most one conversation, even when a client posts the work too. A task that no agent can
 * work on keeps its column and shows why.
 */
import { type AppError, isAppError } from "@tinyagi/contracts";
import type { ConversationRow, TaskRow } from "@tinyagi/kernel";
import { isMissing } from "./assignee.js";
import { buildEvent, saveTask, TASK_CHANNEL, type TaskCaller, type TaskContext } from "./context.js";
import { getOutcome } from "./conversation-outcome.js";
import { dispatchText } from "./dispatch-text.js";

/**
 * Browser clients of 0.0.20 post the work themselves, before or after they save the move. Two halves within this time
 * belong together, even when a quick agent answered in between.
 */
export const SAME_MOVE_MS = 10_000;
/** How many conversations of one task are searched for an open one, newest first. */
const CONVERSATIONS_SEEN = 50;

/** Refusals that are shown on the task. Any other error fails the write. */
const REFUSALS = new Set(["UNKNOWN_AGENT", "NO_AGENTS", "INVALID_INPUT", "DUPLICATE_MESSAGE"]);

/** Whether a change hands the task to an assignee. */
export function isHandedOver(before: TaskRow | undefined, after: TaskRow): boolean {
  if (after.status !== "in_progress" || after.assignee === "") return false;
  return before?.status !== "in_progress" || before.assignee !== after.assignee;
}

/** @returns the task after the dispatch */
export function dispatch(context: TaskContext, task: TaskRow, caller: TaskCaller): TaskRow {
  const work = workOf(context, task, "move");
  if (work?.status === "open")
    return work.id === task.conversation_id
      ? task
      : dispatched(context, task, { conversationId: work.id, caller });
  if (work !== undefined) return taken(context, task, work, caller);
  if (isMissing(context.settings(), task)) {
    const kind = task.assignee_type === "team" ? "team" : "agent";
    return refused(context, task, {
      caller,
      error: `The ${kind} @${task.assignee} no longer exists.`,
    });
  }
  try {
    const { conversationId } = context.accept({
      text: dispatchText(task),
      channel: TASK_CHANNEL,
      sender: caller.name,
      target: task.assignee,
      taskId: task.id,
      // Unique for each dispatch: a task may return to an earlier conversation, but event numbers only grow.
      messageId: `${task.id}:${context.journal.lastSeq()}`,
    });
    return dispatched(context, task, { conversationId, caller });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return refused(context, task, { caller, error: error.message });
  }
}

/** Links a conversation to its task. */
export function dispatched(
  context: TaskContext,
  task: TaskRow,
  { conversationId, caller }: { conversationId: string; caller: TaskCaller },
): TaskRow {
  const row = {
    ...task,
    conversation_id: conversationId,
    dispatched_at: context.clock.now(),
    dispatch_error: null,
  };
  context.store.tasks.update(row);
  context.journal.append(
    "task.dispatched",
    { ...buildEvent(row, caller.name), assignee: row.assignee },
    { conversationId },
  );
  return row;
}

/**
 * The conversation in which the task's assignee works on it, or worked on it within the same move.
 *
 * @param half what asks: a `move` of the task, or a client's `message` before it is accepted
 * @returns undefined when no agent works on it
 */
export function workOf(
  context: TaskContext,
  task: TaskRow,
  half: "move" | "message",
): ConversationRow | undefined {
  const since = context.clock.now() - SAME_MOVE_MS;
  const isSameMove = (conversation: ConversationRow) =>
    conversation.id === task.conversation_id &&
    conversation.created_at >= since &&
    // Moving a task out and in again is a new request: only a client's message is the other half of a move.
    (half === "message" || conversation.channel !== TASK_CHANNEL);
  return context.store.tasks
    .conversations(task.id, CONVERSATIONS_SEEN)
    .find(
      (conversation) =>
        (conversation.status === "open" || isSameMove(conversation)) &&
        isDispatch(conversation, task) &&
        isFor(context, conversation, task.assignee),
    );
}

/** A message about a task opens a conversation too, but that does not mean that an agent works on the task. */
function isDispatch(conversation: ConversationRow, task: TaskRow): boolean {
  return conversation.id === task.conversation_id || conversation.channel === TASK_CHANNEL;
}

function isFor({ store }: TaskContext, conversation: ConversationRow, assignee: string): boolean {
  if (conversation.team_id === assignee) return true;
  return store.messages.inConversation(conversation.id)[0]?.agent_id === assignee;
}

/** The client's message came first and is already answered: applies its outcome to the task. */
function taken(context: TaskContext, task: TaskRow, work: ConversationRow, caller: TaskCaller): TaskRow {
  const { failure } = getOutcome(
    work,
    context.store.messages.inConversation(work.id),
    context.settings().language,
  );
  const row: TaskRow =
    failure === null ? { ...task, status: "review" } : { ...task, dispatch_error: failure };
  saveTask(context, row, { by: caller.name, fields: [failure === null ? "status" : "dispatchError"] });
  return row;
}

function refused(
  context: TaskContext,
  task: TaskRow,
  { caller, error }: { caller: TaskCaller; error: string },
): TaskRow {
  const row = { ...task, dispatch_error: error };
  context.store.tasks.update(row);
  context.journal.append("task.dispatch_failed", {
    ...buildEvent(row, caller.name),
    assignee: row.assignee,
    error,
  });
  return row;
}

function isRefusal(error: unknown): error is AppError {
  return isAppError(error) && REFUSALS.has(error.code);
}
