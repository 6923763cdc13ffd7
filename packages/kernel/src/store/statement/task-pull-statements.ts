/** Statements on the work of tasks at remotes, and on the issues that became tasks. */
import type Database from "better-sqlite3";
import type { TaskPullRow } from "../schema.js";

/** Pull requests that are looked at in one round. */
const DUE_MAX = 50;

export interface TaskPullStatements {
  get(taskId: string): TaskPullRow | undefined;
  /** Replaces what is there. */
  put(row: TaskPullRow): void;
  /** Those to look at by now, the oldest first. */
  due(now: number): TaskPullRow[];
  /** The task of an issue; `taskId` is null once that was deleted. */
  source(source: string): { taskId: string | null } | undefined;
  putSource(row: { source: string; taskId: string; now: number }): void;
}

const COLUMNS = [
  "task_id",
  "branch",
  "target",
  "remote",
  "tree",
  "pushed",
  "pushed_at",
  "number",
  "url",
  "state",
  "facts",
  "problem",
  "sent_comment",
  "sent_review",
  "sent_talk",
  "sent_checks",
  "wakes",
  "seen_at",
  "look_at",
] as const satisfies (keyof TaskPullRow)[];

export function taskPullStatements(db: Database.Database): TaskPullStatements {
  const get = db.prepare<[string], TaskPullRow>("SELECT * FROM task_pulls WHERE task_id = ?");
  const put = db.prepare(
    `INSERT OR REPLACE INTO task_pulls (${COLUMNS.join(",")}) VALUES (${COLUMNS.map((name) => `@${name}`).join(",")})`,
  );
  const due = db.prepare<[number], TaskPullRow>(
    `SELECT * FROM task_pulls WHERE look_at <= ? ORDER BY look_at LIMIT ${DUE_MAX}`,
  );
  const source = db.prepare<[string], { taskId: string | null }>(
    "SELECT task_id AS taskId FROM task_sources WHERE source = ?",
  );
  const putSource = db.prepare(
    "INSERT OR REPLACE INTO task_sources (source,task_id,created_at) VALUES (@source,@taskId,@now)",
  );
  return {
    get: (taskId) => get.get(taskId),
    put: (row) => void put.run(row),
    due: (now) => due.all(now),
    source: (name) => source.get(name),
    putSource: (row) => void putSource.run(row),
  };
}
