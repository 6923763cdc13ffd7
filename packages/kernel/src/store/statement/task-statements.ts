/** Statements on tasks, their counters and comments, and on the conversations that work on them. */
import type Database from "better-sqlite3";
import type { CommentRow, ConversationRow, TaskRow } from "../schema.js";
import { TASKS_FOUND } from "./search-statements.js";
import { selection } from "./selection.js";

export interface TaskFilter {
  limit: number;
  projectId?: string | undefined;
  status?: TaskRow["status"] | undefined;
  assignee?: string | undefined;
  /** An expression of FTS5. */
  match?: string | undefined;
}

/** A task as another one names it. */
export type LinkedRow = Pick<TaskRow, "id" | "identifier" | "title" | "status">;

export interface TaskStatements {
  insert(row: TaskRow): void;
  get(id: string): TaskRow | undefined;
  findIdentifier(identifier: string): TaskRow | undefined;
  /** Writes everything except id, number, identifier and time of creation. */
  update(row: TaskRow): void;
  /** Removes its comments too. @returns 1 when it existed */
  remove(id: string): number;
  /** In the order of the board. */
  list(filter: TaskFilter): TaskRow[];
  count(): number;
  /** How many unfinished tasks each assignee has. */
  openByAssignee(): { key: string; count: number }[];
  /** How many tasks each project has. */
  byProject(): { key: string; count: number }[];
  /** Tasks in progress and in review. */
  countMoving(): number;
  /** Highest place on the board, 0 on an empty one. */
  lastPlace(): number;
  /** Issues the next number of a prefix. */
  nextNumber(prefix: string): number;
  /** The tasks that must be done before this one, oldest first. */
  needs(taskId: string): LinkedRow[];
  /** The tasks that need this one, oldest first. */
  neededBy(taskId: string): LinkedRow[];
  setNeeds(taskId: string, needs: readonly string[]): void;
  addComment(row: CommentRow): void;
  getComment(id: string): CommentRow | undefined;
  /** The newest comments, the oldest of them first. */
  comments(taskId: string, limit: number): CommentRow[];
  countComments(taskId: string): number;
  removeComment(id: string): number;
  /** Newest first. */
  conversations(taskId: string, limit: number): ConversationRow[];
}

export function taskStatements(db: Database.Database): TaskStatements {
  const insert = db.prepare(
    `INSERT INTO tasks (id,number,identifier,title,description,status,assignee,assignee_type,project_id,priority,due_on,sort_order,conversation_id,dispatched_at,dispatch_error,created_at,updated_at)
     VALUES (@id,@number,@identifier,@title,@description,@status,@assignee,@assignee_type,@project_id,@priority,@due_on,@sort_order,@conversation_id,@dispatched_at,@dispatch_error,@created_at,@updated_at)`,
  );
  const get = db.prepare<[string], TaskRow>("SELECT * FROM tasks WHERE id = ?");
  const findIdentifier = db.prepare<[string], TaskRow>("SELECT * FROM tasks WHERE identifier = ?");
  const update = db.prepare(
    `UPDATE tasks SET title = @title, description = @description, status = @status, assignee = @assignee, assignee_type = @assignee_type, project_id = @project_id,
       priority = @priority, due_on = @due_on, sort_order = @sort_order, conversation_id = @conversation_id, dispatched_at = @dispatched_at, dispatch_error = @dispatch_error, updated_at = @updated_at WHERE id = @id`,
  );
  const remove = db.prepare("DELETE FROM tasks WHERE id = ?");
  const list = selection<TaskFilter, TaskRow>(db, {
    select: "SELECT * FROM tasks",
    conditions: {
      projectId: "project_id = @projectId",
      status: "status = @status",
      assignee: "assignee = @assignee",
      match: TASKS_FOUND,
    },
    order: "ORDER BY sort_order, created_at, rowid LIMIT @limit",
  });
  const count = db.prepare<[], number>("SELECT count(*) FROM tasks").pluck();
  const openByAssignee = db.prepare<[], { key: string; count: number }>(
    "SELECT assignee AS key, count(*) AS count FROM tasks WHERE assignee <> '' AND status <> 'done' GROUP BY assignee",
  );
  const byProject = db.prepare<[], { key: string; count: number }>(
    "SELECT project_id AS key, count(*) AS count FROM tasks WHERE project_id IS NOT NULL GROUP BY project_id",
  );
  const countMoving = db
    .prepare<[], number>("SELECT count(*) FROM tasks WHERE status IN ('in_progress','review')")
    .pluck();
  const lastPlace = db.prepare<[], number | null>("SELECT max(sort_order) FROM tasks").pluck();
  const nextNumber = db
    .prepare<[string], number>(
      "INSERT INTO task_counters (prefix,last) VALUES (?,1) ON CONFLICT (prefix) DO UPDATE SET last = last + 1 RETURNING last",
    )
    .pluck();
  const needs = db.prepare<[string], LinkedRow>(
    "SELECT t.id, t.identifier, t.title, t.status FROM task_needs n CROSS JOIN tasks t ON t.id = n.needs_id WHERE n.task_id = ? ORDER BY n.needs_id",
  );
  const neededBy = db.prepare<[string], LinkedRow>(
    "SELECT t.id, t.identifier, t.title, t.status FROM task_needs n INDEXED BY task_needs_of CROSS JOIN tasks t ON t.id = n.task_id WHERE n.needs_id = ? ORDER BY n.rowid",
  );
  const forgetNeeds = db.prepare<[string]>("DELETE FROM task_needs WHERE task_id = ?");
  const addNeed = db.prepare<[string, string]>("INSERT INTO task_needs (task_id,needs_id) VALUES (?,?)");
  const conversations = db.prepare<[string, number], ConversationRow>(
    "SELECT * FROM conversations INDEXED BY conversations_task WHERE task_id = ? AND task_id IS NOT NULL ORDER BY created_at DESC, rowid DESC LIMIT ?",
  );
  return {
    insert: (row) => void insert.run(row),
    get: (id) => get.get(id),
    findIdentifier: (identifier) => findIdentifier.get(identifier),
    update: (row) => void update.run(row),
    remove: (id) => remove.run(id).changes,
    list,
    count: () => count.get() ?? 0,
    openByAssignee: () => openByAssignee.all(),
    byProject: () => byProject.all(),
    countMoving: () => countMoving.get() ?? 0,
    lastPlace: () => lastPlace.get() ?? 0,
    nextNumber: (prefix) => nextNumber.get(prefix) ?? 1,
    needs: (taskId) => needs.all(taskId),
    neededBy: (taskId) => neededBy.all(taskId),
    setNeeds(taskId, list) {
      forgetNeeds.run(taskId);
      for (const id of list) addNeed.run(taskId, id);
    },
    ...commentStatements(db),
    conversations: (taskId, limit) => conversations.all(taskId, limit),
  };
}

function commentStatements(
  db: Database.Database,
): Pick<TaskStatements, "addComment" | "getComment" | "comments" | "countComments" | "removeComment"> {
  const addComment = db.prepare(
    "INSERT INTO comments (id,task_id,author,author_type,content,created_at) VALUES (@id,@task_id,@author,@author_type,@content,@created_at)",
  );
  const getComment = db.prepare<[string], CommentRow>("SELECT * FROM comments WHERE id = ?");
  const comments = db.prepare<[string, number], CommentRow>(
    "SELECT * FROM comments WHERE task_id = ? ORDER BY created_at DESC, rowid DESC LIMIT ?",
  );
  const countComments = db
    .prepare<[string], number>("SELECT count(*) FROM comments WHERE task_id = ?")
    .pluck();
  const removeComment = db.prepare("DELETE FROM comments WHERE id = ?");
  return {
    addComment: (row) => void addComment.run(row),
    getComment: (id) => getComment.get(id),
    comments: (taskId, limit) => comments.all(taskId, limit).reverse(),
    countComments: (taskId) => countComments.get(taskId) ?? 0,
    removeComment: (id) => removeComment.run(id).changes,
  };
}
