/**
 * Ensures that only one daemon uses a home. The lock is an exclusive SQLite transaction on `<home>/daemon.lock`: an
 * fcntl lock on an open file, which the kernel releases however the process ends. A pid file cannot guarantee that.
 *
 * The lock file may be removed while a daemon runs. A second daemon would then end the first one's agents, so two
 * more facts show that a home is in use: `daemon.json` names a running process, and the database is open.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { errorCode, isSameProcess, openSqlite } from "@tinyagi/base";
import { AppError, isAppError } from "@tinyagi/contracts";
import type { HomePaths } from "@tinyagi/home";
import { isDatabaseOpen } from "@tinyagi/kernel";
import type Database from "better-sqlite3";
import { readRuntimeFile } from "./runtime-file.js";

export interface HomeLock {
  release(): void;
}

/**
 * Locks a home for this process.
 *
 * @throws AppError `HOME_LOCKED` when another process uses the home, even if its lock file was removed;
 * `HOME_UNWRITABLE` when the lock file cannot be used; `CONFLICT` for the home of a worker
 */
export async function takeHome(paths: HomePaths): Promise<HomeLock> {
  assertNoWorker(paths);
  // Checked before the lock file is created, so that after a refusal the next attempt finds it missing too.
  if (!existsSync(paths.lock)) await assertUnused(paths);
  const lock = lockHome(paths.lock);
  try {
    await assertUnserved(paths);
  } catch (error) {
    lock.release();
    throw error;
  }
  return lock;
}

/**
 * Takes only the lock, without the further checks of `takeHome`.
 *
 * @throws AppError `HOME_LOCKED` when another process holds it, `HOME_UNWRITABLE` when the lock file cannot be used
 */
export function lockHome(path: string): HomeLock {
  let db: Database.Database | undefined;
  try {
    db = openSqlite(path, { timeout: 0 });
    db.pragma("journal_mode = MEMORY");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db?.close();
    throw refusal(path, error);
  }
  const held = db;
  return {
    release() {
      if (!held.open) return;
      if (held.inTransaction) held.exec("ROLLBACK");
      held.close();
    },
  };
}

/** A home is either a daemon's or a worker's: both own its lock, its log and its processes. */
function assertNoWorker({ home, auth }: HomePaths): void {
  if (!existsSync(join(auth, "joined.json"))) return;
  throw new AppError(
    "CONFLICT",
    `${home} is the home of a worker. Start the worker: tinyagi worker start; or give the daemon another home with TINYAGI_HOME.`,
  );
}

/** A home has no lock file when it is new, copied or restored, or when someone removed the file. */
async function assertUnused(paths: HomePaths): Promise<void> {
  await assertUnserved(paths);
  if (!isOpenElsewhere(paths.database)) return;
  throw new AppError(
    "HOME_LOCKED",
    `Another program has ${paths.database} open, and ${paths.lock} is missing: this is another daemon, or most likely a TinyAGI 0.0.20 that still runs. Stop it, then start again. Nothing was changed.`,
  );
}

function isOpenElsewhere(database: string): boolean {
  try {
    return isDatabaseOpen(database);
  } catch (error) {
    // The file is damaged. The caller reports that or is about to replace it.
    if (isAppError(error)) return false;
    throw error;
  }
}

async function assertUnserved(paths: HomePaths): Promise<void> {
  const served = readRuntimeFile(paths.runtime);
  if (served === undefined || served.pid === process.pid) return;
  if (!(await isSameProcess(served.pid, served.startTime))) return;
  throw new AppError(
    "HOME_LOCKED",
    `Another daemon (process ${served.pid}) still runs on this home, although ${paths.lock} was removed or replaced. It stops by itself within seconds; then try again.`,
  );
}

function refusal(path: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code.startsWith("SQLITE_BUSY"))
    return new AppError(
      "HOME_LOCKED",
      "Another daemon runs on this home. `tinyagi status` shows it, `tinyagi stop` stops it.",
      { cause: error },
    );
  const reason = code === "" && error instanceof Error ? error.message : code;
  return new AppError(
    "HOME_UNWRITABLE",
    `The lock file ${path} cannot be used (${reason}). If no daemon runs, remove it and start again.`,
    { cause: error },
  );
}
