/** What every part of the task service uses. Functions that write and take a `TaskContext` run inside a write of the store. */

import type { Clock, NewId } from "@tinyagi/base";
import { AppError, type Settings } from "@tinyagi/contracts";
import type { CommentRow, Journal, Store, TaskRow } from "@tinyagi/kernel";
import { conversationScope } from "@tinyagi/kernel";

/** Channel of dispatches. Nothing reads replies from it: answers arrive as comments on the task. */
export const TASK_CHANNEL = "task";
/** The author in events when TinyAGI itself moves a task. */
export const HOST = "tinyagi";

/** Work handed to an agent or team. */
export interface TaskDispatch {
  text: string;
  channel: string;
  sender: string;
  target: string;
  taskId: string;
  messageId: string;
}

/** The board in the search index. What writes is called in the write that changes the board. */
export interface TaskIndex {
  /** @returns the expression that finds the tasks and comments with these words, or starts of words */
  buildMatch(text: string): string;
  putTask(task: TaskRow): void;
  putComment(comment: CommentRow): void;
  removeTask(id: string): void;
  removeComment(id: string): void;
}

export interface TaskParts {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  settings: () => Pick<Settings, "agents" | "teams" | "language">;
  /** Accepts a message inside the current write. @throws AppError before anything is written */
  accept: (dispatch: TaskDispatch) => { conversationId: string };
  index: TaskIndex;
}

export type TaskContext = TaskParts;

/** Who changes the board. */
export interface TaskCaller {
  /** For events and as the sender of a dispatch. */
  name: string;
  /** Set when an agent's run calls: it may change only its own tasks. */
  run?: { runId: string; agentId: string; conversationId: string } | undefined;
}

/** @param ref id or identifier, in any case. @throws AppError `NOT_FOUND` */
export function mustGetTask({ store }: Pick<TaskContext, "store">, ref: string): TaskRow {
  const task = store.tasks.get(ref) ?? store.tasks.findIdentifier(ref.toUpperCase());
  if (task === undefined) throw new AppError("NOT_FOUND", "task not found");
  return task;
}

/** Writes a changed task with its event and search entry. `fields` names what changed. */
export function saveTask(
  context: TaskContext,
  task: TaskRow,
  change: { by: string; fields: readonly string[] },
): void {
  context.store.tasks.update(task);
  context.index.putTask(task);
  const { status, assignee } = task;
  context.journal.append(
    "task.updated",
    { ...buildEvent(task, change.by), status, assignee, fields: [...change.fields] },
    conversationScope(task),
  );
}

export function addComment(
  context: TaskContext,
  task: TaskRow,
  said: { author: string; authorType: CommentRow["author_type"]; content: string; by: string },
): CommentRow {
  const comment: CommentRow = {
    id: context.newId("cmt"),
    task_id: task.id,
    author: said.author,
    author_type: said.authorType,
    content: said.content,
    created_at: context.clock.now(),
  };
  context.store.tasks.addComment(comment);
  context.index.putComment(comment);
  const { author_type: authorType, id: commentId } = comment;
  context.journal.append(
    "task.commented",
    { ...buildEvent(task, said.by), commentId, authorType },
    conversationScope(task),
  );
  return comment;
}

export function buildEvent(task: TaskRow, by: string): { taskId: string; identifier: string; by: string } {
  return { taskId: task.id, identifier: task.identifier, by };
}
