/**
 * Examines every row of a database, also while a daemon uses it: on a private copy, which is removed. Never writes to
 * the database itself. What it cannot find: a changed byte within a text that is still a valid text.
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@tinyagi/base";
import { type DeepProblem, deepProblems } from "./statement/deep-check-statements.js";

/** @throws the error of SQLite for a file that is no database; first ask `examineDatabase` */
export async function deepCheckDatabase(path: string): Promise<DeepProblem[]> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-check-"));
  try {
    const copy = join(folder, "copy.db");
    const source = openSqlite(path, { readonly: true, fileMustExist: true });
    try {
      await source.backup(copy);
    } finally {
      source.close();
    }
    const db = openSqlite(copy);
    try {
      db.pragma("cell_size_check = ON");
      db.pragma("trusted_schema = OFF");
      return deepProblems(db);
    } finally {
      db.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
