/** Statements on how far the commits of a database have come. */
import type Database from "better-sqlite3";

/** `application_id` of a backup ("TAGB"). A daemon that starts on the copy clears it. */
const BACKUP_APPLICATION_ID = 0x54414742;

export interface CommitPoint {
  /** Number of the last event ever recorded. */
  seq: number;
  isBackup: boolean;
}

const LAST_EVENT = "SELECT seq FROM sqlite_sequence WHERE name = 'events'";

/** @param db may be read-only, and of any schema */
export function readCommitPoint(db: Database.Database): CommitPoint {
  const hasEvents = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").get();
  const seq = hasEvents === undefined ? undefined : db.prepare<[], number>(LAST_EVENT).pluck().get();
  return { seq: seq ?? 0, isBackup: isBackup(db) };
}

function isBackup(db: Database.Database): boolean {
  return Number(db.pragma("application_id", { simple: true })) === BACKUP_APPLICATION_ID;
}

/** Marks a copy as a backup, so that it is not mistaken for a database that lost commits. */
export function stampBackup(db: Database.Database): void {
  db.pragma(`application_id = ${BACKUP_APPLICATION_ID}`);
}

export interface CommitStatements {
  point(): CommitPoint;
  /** The copy is now in use: from here on, missing commits are a loss. */
  clearBackupStamp(): void;
}

export function commitStatements(db: Database.Database): CommitStatements {
  const last = db.prepare<[], number>(LAST_EVENT).pluck();
  return {
    point: () => ({ seq: last.get() ?? 0, isBackup: isBackup(db) }),
    clearBackupStamp: () => void db.pragma("application_id = 0"),
  };
}
