/** Tasks of the board and their comments. */
import { z } from "zod";
import {
  assigneeTypeSchema,
  commentSchema,
  dueOnSchema,
  laneKindSchema,
  taskColumnSchema,
  taskDetailSchema,
  taskLaneSchema,
  taskPrioritySchema,
  taskSchema,
  taskStateSchema,
} from "../task.js";
import { limitQuery, MIB, okSchema, orDefault, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Longest texts in characters. */
const TITLE_MAX = 500;
const DESCRIPTION_MAX = 200_000;
export const COMMENT_MAX = 200_000;
/** Most tasks in one reorder call. */
const REORDER_MAX = 10_000;
/** Most tasks in one list. Clients of 0.0.20 send no `limit` and show the result as the whole board. */
const LIST_MAX = 10_000;
/** Most cards of one column in one call. */
const BOARD_MAX = 1_000;
/** Most tasks that one task needs. */
const NEEDS_MAX = 50;
/** Longest text to search the board for, in characters. */
const TEXT_MAX = 500;

export const taskIdSchema = z.string().regex(/^task_[A-Za-z0-9_-]{1,64}$/, "use an id such as task_…");
export const commentIdSchema = z.string().regex(/^cmt_[A-Za-z0-9_-]{1,64}$/, "use an id such as cmt_…");

/** An id (`task_…`) or an identifier (`WEB-12`). */
export const taskRefSchema = z
  .string()
  .regex(
    /^(task_[A-Za-z0-9_-]{1,64}|[A-Za-z0-9]{1,10}-[1-9][0-9]{0,8})$/,
    "use an id such as task_… or an identifier such as WEB-12",
  );
const taskParams = z.object({ id: taskRefSchema });
const commentParams = z.object({ id: commentIdSchema });

const fields = {
  title: z.string().max(TITLE_MAX),
  description: z.string().max(DESCRIPTION_MAX),
  status: taskStateSchema,
  /** Agent or team id; empty when unassigned. */
  assignee: z.string().max(64),
  /** Derived from the assignee when it is absent or empty. */
  assigneeType: assigneeTypeSchema,
  /** Empty for none. */
  projectId: z.string().max(80),
  priority: taskPrioritySchema,
  /** Null or empty for no day. */
  dueOn: z.union([dueOnSchema, z.literal("")]).nullable(),
  /** The tasks that must be done first: ids or identifiers; all of them. It is a link for people: it holds nothing back. */
  needs: z.array(taskRefSchema).max(NEEDS_MAX),
};

export const createTaskBody = z.object({
  title: fields.title,
  description: orDefault(fields.description, ""),
  status: orDefault(fields.status, "backlog"),
  assignee: orDefault(fields.assignee, ""),
  assigneeType: orDefault(fields.assigneeType, ""),
  projectId: fields.projectId.nullish(),
  priority: orDefault(fields.priority, "none"),
  dueOn: fields.dueOn.optional(),
  needs: fields.needs.optional(),
});
export const updateTaskBody = z
  .object({ ...fields, projectId: fields.projectId.nullable(), sortOrder: z.number().int().min(0).max(1e9) })
  .partial();

const boardFilter = {
  projectId: z.string().max(80).optional(),
  assignee: z.string().max(64).optional(),
  /** Tasks whose identifier, title, description or comments have all these words. A word may be the start of a longer one; "a phrase" is found as it is. */
  text: z.string().max(TEXT_MAX).optional(),
};

const reorderBody = z.object({
  columns: z.partialRecord(taskStateSchema, z.array(taskRefSchema).max(REORDER_MAX)).refine((columns) => {
    const ids = Object.values(columns).flat();
    return ids.length <= REORDER_MAX && new Set(ids).size === ids.length;
  }, `name each task once, at most ${REORDER_MAX}`),
  /** A card that moves to another lane: what changes with its place, in the same write. */
  change: z
    .object({
      id: taskRefSchema,
      assignee: fields.assignee.optional(),
      projectId: fields.projectId.nullish(),
    })
    .optional(),
});

const taskRouteGroup = {
  listTasks: route(
    {
      method: "GET",
      path: "/api/tasks",
      scope: "read",
      callers: ["run"],
      summary: "List tasks in the order of the board",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          ...boardFilter,
          status: taskStateSchema.optional(),
          limit: limitQuery(LIST_MAX, LIST_MAX),
        }),
      response: () => z.array(taskSchema),
    },
  ),
  getBoard: route(
    {
      method: "GET",
      path: "/api/tasks/board",
      scope: "read",
      callers: ["run"],
      summary: "Show the board: the first cards of each column, who works on them, and what they cost",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          ...boardFilter,
          /** Groups the board: then `limit` counts in each column of each lane. */
          lanes: laneKindSchema.optional(),
          /** Cards of each column. A column never has more than 1,000. */
          limit: limitQuery(50, BOARD_MAX),
        }),
      response: () =>
        z.object({
          columns: z.array(taskColumnSchema),
          /** Only if `lanes` was asked for: every lane that has tasks, by name; tasks without one come last. */
          lanes: z.array(taskLaneSchema).optional(),
        }),
    },
  ),
  getTask: route(
    {
      method: "GET",
      path: "/api/tasks/:id",
      scope: "read",
      callers: ["run"],
      summary: "Get a task by id or identifier, with its newest runs",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      response: () => taskDetailSchema,
    },
  ),
  createTask: route(
    {
      method: "POST",
      path: "/api/tasks",
      scope: "write",
      callers: ["run"],
      summary: "Create a task; if it is in progress and has an assignee, it is sent immediately",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => createTaskBody,
      response: () => okSchema.extend({ task: taskSchema }),
    },
  ),
  reorderTasks: route(
    {
      method: "PUT",
      path: "/api/tasks/reorder",
      scope: "write",
      summary: "Move tasks into columns in the given order, all or none; one of them may change lanes",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => reorderBody,
      response: () => okSchema,
    },
  ),
  updateTask: route(
    {
      method: "PUT",
      path: "/api/tasks/:id",
      scope: "write",
      callers: ["run"],
      summary: "Change a task; moving it to in_progress sends it to its assignee",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => taskParams,
      body: () => updateTaskBody,
      response: () => okSchema.extend({ task: taskSchema }),
    },
  ),
  deleteTask: route(
    {
      method: "DELETE",
      path: "/api/tasks/:id",
      scope: "write",
      summary: "Delete a task with its comments; its identifier is never used again",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      response: () =>
        okSchema.extend({
          /** Folder of its clone, which stays because something in it would be lost or an agent works in it. */
          clone: z.string().optional(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;

const commentRouteGroup = {
  listComments: route(
    {
      method: "GET",
      path: "/api/tasks/:id/comments",
      scope: "read",
      callers: ["run"],
      summary: "List the newest comments of a task, oldest first",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => taskParams,
      query: () => z.object({ limit: limitQuery(1_000) }),
      response: () => z.array(commentSchema),
    },
  ),
  createComment: route(
    {
      method: "POST",
      path: "/api/tasks/:id/comments",
      scope: "write",
      callers: ["run"],
      summary: "Comment on a task",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => taskParams,
      body: () =>
        z.object({
          content: z.string().max(COMMENT_MAX),
          author: orDefault(z.string().max(200), "User"),
          authorType: orDefault(commentSchema.shape.authorType, "user"),
        }),
      response: () => okSchema.extend({ comment: commentSchema }),
    },
  ),
  deleteComment: route(
    {
      method: "DELETE",
      path: "/api/comments/:id",
      scope: "write",
      summary: "Delete a comment",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => commentParams,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;

export const taskRoutes = { ...taskRouteGroup, ...commentRouteGroup } as const;
