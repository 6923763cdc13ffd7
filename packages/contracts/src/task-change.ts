/** The branch of a task in the API: what its agent changed in a clone, and what became of it. */
import { z } from "zod";
import { timeSchema } from "./conversation.js";
import { BRANCH_STATES } from "./task.js";
import { TASK_CLONE_REFUSALS, type TaskCloneRefusal } from "./task-clone-refusals.js";
import { workspaceDiffSchema } from "./trace.js";

export const taskCloneRefusalSchema = z.enum(
  Object.keys(TASK_CLONE_REFUSALS) as [TaskCloneRefusal, ...TaskCloneRefusal[]],
);

const changedFileSchema = workspaceDiffSchema.shape.files.element.extend({
  /** Its path before, if it was renamed. */
  from: z.string().nullable(),
  /** A binary file has no lines. */
  binary: z.boolean(),
  /** Lines. */
  added: z.number().int(),
  removed: z.number().int(),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

export const taskDiffSchema = z.object({
  files: z.array(changedFileSchema),
  /** Whether files or parts of their changes are left out because there are too many. */
  truncated: z.boolean(),
});
export type TaskDiff = z.infer<typeof taskDiffSchema>;

export const taskChangesSchema = taskDiffSchema.extend({
  /** Its id in the settings. */
  repository: z.string(),
  /** The branch that the work starts from and goes to; null before the start, if none was named. */
  target: z.string().nullable(),
  /** The branch of the work. */
  branch: z.string(),
  state: z.enum(BRANCH_STATES),
  /** Who works on it. */
  agent: z.string().nullable(),
  /** The folder of the clone. */
  folder: z.string().nullable(),
  /** The commit that it started from. */
  base: z.string().nullable(),
  /** Names exactly what is shown: who approves sends it back. Null when there is nothing to approve. */
  tree: z.string().nullable(),
  /** Why the work cannot be read. */
  refusal: taskCloneRefusalSchema.nullable(),
  /** The commit that the branch is at since it was merged. */
  merged: z.string().nullable(),
  mergedAt: timeSchema.nullable(),
});
export type TaskChanges = z.infer<typeof taskChangesSchema>;

/** A comment on a line of a change. */
export const lineCommentSchema = z.object({
  path: z.string().min(1).max(4_096),
  /** Number of the line; `old` before the change. Absent for the file as a whole. */
  line: z.number().int().min(1).max(10_000_000).optional(),
  side: z.enum(["old", "new"]).default("new"),
  text: z.string().trim().min(1).max(20_000),
});
export type LineComment = z.infer<typeof lineCommentSchema>;
