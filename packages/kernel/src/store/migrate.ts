/**
 * Applies the SQL files of `migrations/` in order, each in its own transaction, and records their number in
 * `user_version`. It refuses a store that a newer version wrote, and never changes it.
 */
import { readdirSync, readFileSync } from "node:fs";
import type { Failpoints } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";

/** The folder is shipped with the sources; this path is right from `src/store` and from `dist/store`. */
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
 * Reads how many migrations were applied to a file.
 *
 * @throws AppError `STORE_TOO_NEW` when the file was written by a newer version
 */
export function checkSchemaVersion(db: Database.Database, known: number = readMigrations().length): number {
  const applied = Number(db.pragma("user_version", { simple: true }));
  if (applied > known) {
    throw new AppError(
      "STORE_TOO_NEW",
      `The database has schema ${applied}, this version supports up to ${known}. Install the newer TinyAGI or restore a backup.`,
    );
  }
  return applied;
}

/**
 * Migrates `db` to the newest schema.
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
