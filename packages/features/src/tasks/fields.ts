/** The fields of a task that people change. */
import { AppError } from "@tinyagi/contracts";
import type { TaskRow } from "@tinyagi/kernel";
import { findAssignee } from "./assignee.js";
import type { TaskContext } from "./context.js";
import { toName } from "./name.js";

export interface TaskFields {
  title: string;
  description: string;
  status: TaskRow["status"];
  /** Empty: not assigned. */
  assignee: string;
  /** Empty: the agent with that id, or else the team. */
  assigneeType: TaskRow["assignee_type"];
  /** Empty or null for none. */
  projectId: string | null;
  priority: TaskRow["priority"];
  /** `2027-01-31`; empty or null for no day. */
  dueOn: string | null;
  sortOrder: number;
  /** Ids or identifiers of the tasks that must be done first. */
  needs: readonly string[];
}
export type GivenFields = { [Field in keyof TaskFields]?: TaskFields[Field] | undefined };

/** @returns the task with these fields. @throws AppError `INVALID_INPUT` (unknown project), `UNKNOWN_AGENT` */
export function withFields(context: TaskContext, before: TaskRow, fields: GivenFields): TaskRow {
  const assigned =
    fields.assignee === undefined || (fields.assignee === before.assignee && isSameType(before, fields))
      ? { assignee: before.assignee, assignee_type: before.assignee_type }
      : findAssignee(context.settings(), { assignee: fields.assignee, type: fields.assigneeType ?? "" });
  const status = fields.status ?? before.status;
  const isMoved = status !== before.status || assigned.assignee !== before.assignee;
  return {
    ...before,
    ...assigned,
    status,
    title: fields.title === undefined ? before.title : toName(fields.title, "title"),
    description: fields.description ?? before.description,
    project_id:
      fields.projectId === undefined ? before.project_id : resolveProject(context, fields.projectId),
    priority: fields.priority ?? before.priority,
    due_on: fields.dueOn === undefined ? before.due_on : toDay(fields.dueOn),
    sort_order: fields.sortOrder ?? before.sort_order,
    // An earlier failure does not apply to a task that was moved or reassigned.
    dispatch_error: isMoved ? null : before.dispatch_error,
    updated_at: context.clock.now(),
  };
}

/** @returns null for no day */
export function toDay(given: string | null | undefined): string | null {
  return given === undefined || given === "" ? null : given;
}

/** Clients send whole tasks back: a deleted assignee must not prevent saving the rest. */
function isSameType(before: TaskRow, { assigneeType }: GivenFields): boolean {
  return assigneeType === undefined || assigneeType === "" || assigneeType === before.assignee_type;
}

const FIELDS = {
  title: "title",
  description: "description",
  status: "status",
  assignee: "assignee",
  assignee_type: "assigneeType",
  project_id: "projectId",
  priority: "priority",
  due_on: "dueOn",
  sort_order: "sortOrder",
} as const satisfies Partial<Record<keyof TaskRow, keyof TaskFields>>;

/** @returns the names of the fields that differ */
export function changedFields(before: TaskRow, after: TaskRow): string[] {
  return (Object.keys(FIELDS) as (keyof typeof FIELDS)[])
    .filter((column) => before[column] !== after[column])
    .map((column) => FIELDS[column]);
}

/** @returns the id of an existing project, or null. @throws AppError `INVALID_INPUT` */
export function resolveProject({ store }: TaskContext, projectId: string | null | undefined): string | null {
  if (projectId === undefined || projectId === null || projectId === "") return null;
  if (store.projects.get(projectId) !== undefined) return projectId;
  throw new AppError("INVALID_INPUT", "There is no project with this projectId.", {
    details: [{ path: "projectId", message: "is not an existing project" }],
  });
}
