/**
 * Projects, tasks and comments in the API and the journal. Names and shapes are those of 0.0.20. Later fields are
 * additional and always present.
 */
import { z } from "zod";
import { runStateSchema, timeSchema } from "./conversation.js";
import { readDateText } from "./date-text.js";
import { taskPullSchema } from "./task-pull.js";
import { TASK_PRIORITIES } from "./vocabulary.js";

/** Columns of the board, from left to right. */
export const TASK_STATES = ["backlog", "todo", "in_progress", "review", "done"] as const;
export const taskStateSchema = z.enum(TASK_STATES, { error: `use one of ${TASK_STATES.join(", ")}` });
export type TaskState = z.infer<typeof taskStateSchema>;

export const taskPrioritySchema = z.enum(TASK_PRIORITIES, {
  error: `use one of ${TASK_PRIORITIES.join(", ")}`,
});
export type TaskPriority = z.infer<typeof taskPrioritySchema>;

/** The day on which a task is due, `2027-01-31`, wherever its reader is. */
export const dueOnSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, "use a day such as 2027-01-31")
  .refine((day) => readDateText(day, "UTC") !== undefined, "use a day of the calendar, such as 2027-01-31");

export const PROJECT_STATES = ["active", "archived"] as const;
export const projectStateSchema = z.enum(PROJECT_STATES, {
  error: `use one of ${PROJECT_STATES.join(", ")}`,
});
export type ProjectState = z.infer<typeof projectStateSchema>;

/** `waiting`: no agent has begun. `working`: an agent has a clone. `merged`: its work is in the branch. */
export const BRANCH_STATES = ["waiting", "working", "merged"] as const;
export type BranchState = (typeof BRANCH_STATES)[number];

/** The kind of assignee; empty when the task is unassigned. */
export const assigneeTypeSchema = z.enum(["agent", "team", ""], { error: "use agent or team" });

export const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** The prefix of its tasks' identifiers: `WEB` in `WEB-12`. */
  prefix: z.string(),
  /** `#rrggbb`. */
  color: z.string(),
  status: projectStateSchema,
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type ProjectView = z.infer<typeof projectSchema>;

export const taskSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  /** `WEB-12`, or `T-3` outside of projects. Assigned once; it stays when the task is moved. */
  identifier: z.string(),
  title: z.string(),
  description: z.string(),
  status: taskStateSchema,
  assignee: z.string(),
  assigneeType: assigneeTypeSchema,
  /** Whether the assignee no longer exists. */
  assigneeMissing: z.boolean(),
  projectId: z.string().optional(),
  priority: taskPrioritySchema,
  /** `2027-01-31`; null for no day. */
  dueOn: z.string().nullable(),
  sortOrder: z.number().int(),
  /** The conversation of its last dispatch. */
  conversationId: z.string().nullable(),
  dispatchedAt: timeSchema.nullable(),
  /** Why its assignee does not work on it, or why the work failed. */
  dispatchError: z.string().nullable(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
});
export type TaskView = z.infer<typeof taskSchema>;

/** Another task, where a task names it. */
const linkedTaskSchema = z.object({
  id: z.string(),
  identifier: z.string(),
  title: z.string(),
  status: taskStateSchema,
});
export type LinkedTask = z.infer<typeof linkedTaskSchema>;

const taskWork = {
  /** Its work at the remote of its repository; null when nothing was published. */
  pull: taskPullSchema.nullable(),
  /** Tasks that must be done first and are not. */
  waitsFor: z.array(linkedTaskSchema),
  commentCount: z.number().int(),
  /** Runs of every conversation about this task. */
  runs: z.number().int(),
  /** What these runs cost; null when none of them reported money. */
  costUsd: z.number().nullable(),
  /** Whether a part of `costUsd` was computed from a price table instead of being reported. */
  estimated: z.boolean(),
  /** Null when nobody works on it. */
  work: z
    .object({
      /** `waiting`: a run waits for a person. `queued`: no run has started yet. */
      state: z.enum(["queued", "running", "waiting"]),
      /** Those who work first, then those whose turn comes. */
      agents: z.array(z.string()),
      conversationId: z.string(),
      /** The live run. */
      runId: z.string().nullable(),
    })
    .nullable(),
};

/** A task as a card of the board: without its description, with what happens on it now. */
export const taskCardSchema = taskSchema.omit({ description: true }).extend(taskWork);
export type TaskCard = z.infer<typeof taskCardSchema>;

export const taskColumnSchema = z.object({
  status: taskStateSchema,
  /** How many tasks the column has, shown or not. */
  total: z.number().int(),
  /** What happens with all of them now. A task counts at most once; one with which nothing happens counts nowhere. */
  now: z.object({
    running: z.number().int(),
    /** A run waits for a person. */
    waiting: z.number().int(),
    /** No run has started yet. */
    queued: z.number().int(),
    /** Its assignee could not work on it, and no one works on it now. */
    failed: z.number().int(),
    /** In progress without an assignee. */
    unassigned: z.number().int(),
  }),
  cards: z.array(taskCardSchema),
});
export type TaskColumn = z.infer<typeof taskColumnSchema>;
export type ColumnNow = TaskColumn["now"];

/** What the lanes of a board are. */
const LANE_KINDS = ["assignee", "project"] as const;
export const laneKindSchema = z.enum(LANE_KINDS, { error: `use one of ${LANE_KINDS.join(", ")}` });
export type LaneKind = z.infer<typeof laneKindSchema>;

/** A lane of the board: the tasks of one assignee or project. Its cards stand in the columns. */
export const taskLaneSchema = z.object({
  /** The assignee or the project; empty for the tasks without one. */
  id: z.string(),
  /** Empty for the tasks without one. */
  name: z.string(),
  /** Whether the assignee no longer exists, so that no card can be moved here. */
  missing: z.boolean(),
  /** How many tasks it has in each column, shown or not. Columns without tasks are left out. */
  totals: z.partialRecord(taskStateSchema, z.number().int()),
});
export type TaskLane = z.infer<typeof taskLaneSchema>;

/** One task with what happens on it now, and its newest runs. */
export const taskDetailSchema = taskSchema.extend(taskWork).extend({
  /** Tasks that must be done first, done or not. */
  neededTasks: z.array(linkedTaskSchema),
  /** Tasks that need this one. */
  neededBy: z.array(linkedTaskSchema),
  /** The repository that it works on. */
  branch: z
    .object({
      /** Its id in the settings. */
      repository: z.string(),
      target: z.string().nullable(),
      state: z.enum(BRANCH_STATES),
    })
    .nullable(),
  /** Ids of the repositories that tasks can work on. */
  repositories: z.array(z.string()),
  recentRuns: z.array(
    z.object({
      runId: z.string(),
      conversationId: z.string(),
      agent: z.string(),
      status: runStateSchema,
      costUsd: z.number().nullable(),
      /** Whether `costUsd` was computed from a price table instead of being reported. */
      estimated: z.boolean(),
      createdAt: timeSchema,
      finishedAt: timeSchema.nullable(),
    }),
  ),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

export const commentSchema = z.object({
  id: z.string(),
  taskId: z.string(),
  author: z.string(),
  authorType: z.enum(["user", "agent"]),
  content: z.string(),
  createdAt: timeSchema,
});
export type CommentView = z.infer<typeof commentSchema>;

const text = z.string();
const project = z.object({ projectId: text, name: text, by: text });
const task = z.object({ taskId: text, identifier: text, by: text });

/** The journal's events about the board. `by` is the author. */
export const taskEvents = {
  "project.created": project.describe("A project was created."),
  "project.updated": project.describe("A project was changed."),
  "project.deleted": project.describe("A project was deleted; its tasks remain."),
  "task.created": task
    .extend({ title: text, status: text, assignee: text })
    .describe("A task was put on the board."),
  "task.updated": task
    .extend({ status: text, assignee: text, fields: z.array(text) })
    .describe("A task was changed; `fields` names the changes."),
  "task.reordered": z
    .object({ columns: z.array(text), by: text })
    .describe("The cards in these columns were reordered."),
  "task.deleted": task.describe("A task was deleted with its comments."),
  "task.commented": task
    .extend({ commentId: text, authorType: text })
    .describe("Someone commented on a task."),
  "task.comment_deleted": task.extend({ commentId: text }).describe("A comment was deleted."),
  "task.branch_changed": task
    .extend({ repository: text, branch: text })
    .describe("A task was given a repository, or none: then `repository` is empty."),
  "task.branch_started": task
    .extend({ repository: text, branch: text, agent: text })
    .describe("An agent got a clone for its work on a task."),
  "task.merged": task
    .extend({ repository: text, branch: text, target: text, commit: text, kind: text })
    .describe("The work on a task was approved and merged into its target."),
  "task.clone_removed": task
    .extend({ repository: text, branch: text })
    .describe("A person removed the clone of a task."),
  "task.published": task
    .extend({ repository: text, branch: text, commit: text, number: z.number().int().nullable() })
    .describe(
      "The work on a task was pushed to its remote; `number` is that of the pull request, if there is one.",
    ),
  "task.pull_changed": task
    .extend({ state: text, checked: text, review: text, comments: z.number().int() })
    .describe("The pull request of a task changed at its remote."),
  "task.woken": task
    .extend({ checks: z.number().int(), comments: z.number().int(), round: z.number().int() })
    .describe("Failed checks and comments of a pull request were sent to the agent of a task."),
  "task.imported": task
    .extend({ source: text })
    .describe("An issue became a task; `source` is the address of the issue."),
  "task.reviewed": task
    .extend({ comments: z.number().int() })
    .describe("Comments on changes were sent to the agent of a task; the scope names the conversation."),
  "task.dispatched": task
    .extend({ assignee: text })
    .describe("A task was sent to its assignee; the scope names the conversation."),
  "task.dispatch_failed": task
    .extend({ assignee: text, error: text })
    .describe("A task could not be sent to its assignee."),
} as const;
