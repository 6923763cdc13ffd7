/** Statements on projects. There are few of them, so reading all of them is cheap. */
import type Database from "better-sqlite3";
import type { ProjectRow } from "../schema.js";
import { selection } from "./selection.js";

export interface ProjectFilter {
  limit: number;
  status?: ProjectRow["status"] | undefined;
}

export interface ProjectStatements {
  insert(row: ProjectRow): void;
  get(id: string): ProjectRow | undefined;
  findPrefix(prefix: string): ProjectRow | undefined;
  update(row: ProjectRow): void;
  /** Keeps its tasks, without a project. @returns 1 when it existed */
  remove(id: string): number;
  /** Newest first. */
  list(filter: ProjectFilter): ProjectRow[];
  count(): number;
}

export function projectStatements(db: Database.Database): ProjectStatements {
  const insert = db.prepare(
    `INSERT INTO projects (id,name,description,prefix,color,status,created_at,updated_at)
     VALUES (@id,@name,@description,@prefix,@color,@status,@created_at,@updated_at)`,
  );
  const get = db.prepare<[string], ProjectRow>("SELECT * FROM projects WHERE id = ?");
  const findPrefix = db.prepare<[string], ProjectRow>("SELECT * FROM projects WHERE prefix = ? LIMIT 1");
  const update = db.prepare(
    "UPDATE projects SET name = @name, description = @description, prefix = @prefix, color = @color, status = @status, updated_at = @updated_at WHERE id = @id",
  );
  const remove = db.prepare("DELETE FROM projects WHERE id = ?");
  const list = selection<ProjectFilter, ProjectRow>(db, {
    select: "SELECT * FROM projects",
    conditions: { status: "status = @status" },
    order: "ORDER BY created_at DESC, rowid DESC LIMIT @limit",
  });
  const count = db.prepare<[], number>("SELECT count(*) FROM projects").pluck();
  return {
    insert: (row) => void insert.run(row),
    get: (id) => get.get(id),
    findPrefix: (prefix) => findPrefix.get(prefix),
    update: (row) => void update.run(row),
    remove: (id) => remove.run(id).changes,
    list,
    count: () => count.get() ?? 0,
  };
}
