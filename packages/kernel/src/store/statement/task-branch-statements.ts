/** Statements on the branches of tasks. */
import type Database from "better-sqlite3";
import type { TaskBranchRow } from "../schema.js";

export interface TaskBranchStatements {
  get(taskId: string): TaskBranchRow | undefined;
  insert(row: TaskBranchRow): void;
  /** Writes everything except the task and the time of creation. */
  update(row: TaskBranchRow): void;
  /** @returns 1 when it existed */
  remove(taskId: string): number;
}

export function taskBranchStatements(db: Database.Database): TaskBranchStatements {
  const get = db.prepare<[string], TaskBranchRow>("SELECT * FROM task_branches WHERE task_id = ?");
  const insert = db.prepare(
    `INSERT INTO task_branches (task_id,repository,target,branch,agent_id,folder,base,merged,merged_at,created_at,updated_at,merged_tree)
     VALUES (@task_id,@repository,@target,@branch,@agent_id,@folder,@base,@merged,@merged_at,@created_at,@updated_at,@merged_tree)`,
  );
  const update = db.prepare(
    `UPDATE task_branches SET repository = @repository, target = @target, branch = @branch, agent_id = @agent_id, folder = @folder,
       base = @base, merged = @merged, merged_at = @merged_at, merged_tree = @merged_tree, updated_at = @updated_at WHERE task_id = @task_id`,
  );
  const remove = db.prepare<[string]>("DELETE FROM task_branches WHERE task_id = ?");
  return {
    get: (taskId) => get.get(taskId),
    insert: (row) => void insert.run(row),
    update: (row) => void update.run(row),
    remove: (taskId) => remove.run(taskId).changes,
  };
}
