/**
 * Applies the SQL files of `migrations/` in order, each in a transaction of its own, and remembers the count in
 * `user_version`. A store written by a newer version is refused, never touched.
 */
import { readdirSync, readFileSync } from "node:fs";
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { Failpoints } from "../base/failpoint.js";

/** The folder stands in the sources and is shipped with them; this path holds from `src/store` and `dist/store` alike. */
const FOLDER = new URL("../../src/store/migrations/", import.meta.url);
const BREAKPOINT = "--> statement-breakpoint";

/** SQL of every migration, oldest first. */
export function readMigrations(): { name: string; sql: string }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(new URL(name, FOLDER), "utf8") }));
}

/**
 * Reads how many migrations a file has had.
 *
 * @throws AppError `STORE_TOO_NEW` when the file was written by a newer version
 */
export function checkSchemaVersion(db: Database.Database, known: number = readMigrations().length): number {
  const applied = Number(db.pragma("user_version", { simple: true }));
  if (applied > known) {
    throw new AppError(
      "STORE_TOO_NEW",
      `The database has schema ${applied}, this version knows ${known}. Install the newer TinyAGI or restore a backup.`,
    );
  }
  return applied;
}

/**
 * Brings `db` to the newest schema.
 *
 * @returns how many migrations ran
 * @throws AppError `STORE_TOO_NEW` when the file was written by a newer version
 */
export function migrate(db: Database.Database, failpoints: Failpoints): number {
  const migrations = readMigrations();
  const applied = checkSchemaVersion(db, migrations.length);
  for (const [index, migration] of migrations.entries()) {
    if (index < applied) continue;
    const run = db.transaction(() => {
      for (const statement of migration.sql.split(BREAKPOINT)) {
        db.exec(statement);
        failpoints.hit("migration.between");
      }
      db.pragma(`user_version = ${index + 1}`);
    });
    run.immediate();
  }
  return migrations.length - applied;
}
