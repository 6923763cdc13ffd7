/** Tasks and comments. The service limits an agent's run to its own tasks. */
import { AppError, type CommentView, type TaskDetail, type TaskView } from "@tinyagi/contracts";
import type { TaskCaller, Tasks } from "@tinyagi/features";
import type { CommentRow, TaskRow } from "@tinyagi/kernel";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type TaskHandlers = Pick<
  RouteHandlers,
  "listTasks" | "getBoard" | "getTask" | "createTask" | "reorderTasks" | "updateTask" | "deleteTask"
>;
type CommentHandlers = Pick<RouteHandlers, "listComments" | "createComment" | "deleteComment">;

type TaskFilter = { [Name in "projectId" | "assignee" | "text"]?: string | undefined };

export function taskHandlers(services: Services): TaskHandlers & CommentHandlers {
  return { ...boardHandlers(services), ...commentHandlers(services) };
}

function boardHandlers({ tasks, taskBranches, taskRemotes, daemon }: Services): TaskHandlers {
  const view = (row: TaskRow) => taskView(tasks, row);
  return {
    listTasks({ query }, context) {
      const caller = toTaskCaller(context);
      return tasks
        .list({ ...query, ...given(query) })
        .filter((row) => tasks.maySee(row, caller))
        .map(view);
    },
    getBoard({ query }, context) {
      if (!tasks.maySeeBoard(toTaskCaller(context)))
        throw new AppError(
          "FORBIDDEN",
          "Only work for an owner reads the whole board. List the tasks of your own work with GET /api/tasks.",
        );
      const board = tasks.board({ ...query, ...given(query) });
      const columns = board.columns.map(({ cards, ...column }) => ({
        ...column,
        cards: cards.map(({ task, ...rest }) => ({
          ...cardView(tasks, task),
          ...rest,
          pull: taskRemotes.view(task.id),
        })),
      }));
      return { ...board, columns };
    },
    getTask({ params }, context) {
      const task = seen(tasks, params.id, context);
      const { recentRuns, ...facts } = tasks.facts(task.id);
      const { branch, repositories } = taskBranches.summary(task.id);
      const pull = taskRemotes.view(task.id);
      return { ...view(task), ...facts, pull, branch, repositories, recentRuns: recentRuns.map(runView) };
    },
    async createTask({ body }, context) {
      daemon.assertAccepting();
      return { ok: true, task: view(await tasks.create(body, toTaskCaller(context))) };
    },
    async reorderTasks({ body }, context) {
      daemon.assertAccepting();
      await tasks.reorder(body.columns, toTaskCaller(context), body.change);
      return { ok: true };
    },
    async updateTask({ params, body }, context) {
      daemon.assertAccepting();
      return { ok: true, task: view(await tasks.update(params.id, body, toTaskCaller(context))) };
    },
    async deleteTask({ params }, context) {
      const removeClone = taskBranches.leave(params.id);
      await tasks.remove(params.id, toTaskCaller(context));
      const clone = await removeClone();
      return { ok: true, ...(clone === null ? {} : { clone }) };
    },
  };
}

/** @throws AppError `NOT_FOUND`, also for a task that the caller may not see */
function seen(tasks: Tasks, ref: string, context: RouteContext): TaskRow {
  const task = tasks.get(ref);
  if (tasks.maySee(task, toTaskCaller(context))) return task;
  throw new AppError("NOT_FOUND", "task not found");
}

/** Clients send an empty filter when they mean all. */
function given(query: TaskFilter): TaskFilter {
  const { projectId, assignee, text } = query;
  return {
    projectId: projectId || undefined,
    assignee: assignee || undefined,
    text: text?.trim() || undefined,
  };
}

function commentHandlers({ tasks }: Services): CommentHandlers {
  return {
    listComments: ({ params, query }, context) =>
      tasks.comments(seen(tasks, params.id, context).id, query.limit).map(commentView),
    async createComment({ params, body }, context) {
      seen(tasks, params.id, context);
      return { ok: true, comment: commentView(await tasks.comment(params.id, body, toTaskCaller(context))) };
    },
    async deleteComment({ params }, context) {
      await tasks.removeComment(params.id, toTaskCaller(context));
      return { ok: true };
    },
  };
}

export function toTaskCaller({ actor, principal }: Pick<RouteContext, "actor" | "principal">): TaskCaller {
  return principal.kind === "run" ? { name: actor, run: principal } : { name: actor };
}

function taskView(tasks: Tasks, row: TaskRow): TaskView {
  return { ...cardView(tasks, row), description: row.description };
}

function cardView(tasks: Tasks, row: Omit<TaskRow, "description">): Omit<TaskView, "description"> {
  const { id, number, identifier, title, status, assignee } = row;
  return {
    id,
    number,
    identifier,
    title,
    status,
    assignee,
    assigneeType: row.assignee_type,
    assigneeMissing: tasks.isAssigneeMissing(row),
    ...(row.project_id === null ? {} : { projectId: row.project_id }),
    priority: row.priority,
    dueOn: row.due_on,
    sortOrder: row.sort_order,
    conversationId: row.conversation_id,
    dispatchedAt: row.dispatched_at,
    dispatchError: row.dispatch_error,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function runView(run: ReturnType<Tasks["facts"]>["recentRuns"][number]): TaskDetail["recentRuns"][number] {
  return {
    runId: run.id,
    conversationId: run.conversation_id,
    agent: run.agent_id,
    status: run.status,
    costUsd: run.cost_usd,
    estimated: run.cost_estimated === 1,
    createdAt: run.created_at,
    finishedAt: run.finished_at,
  };
}

function commentView(row: CommentRow): CommentView {
  const { id, author, content } = row;
  return {
    id,
    taskId: row.task_id,
    author,
    authorType: row.author_type,
    content,
    createdAt: row.created_at,
  };
}
