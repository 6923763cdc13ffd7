/** Inspects the database of a home, in use or not, and the newest backup. Writes nothing. */
import { isAppError } from "@tinyagi/contracts";
import { listBackups } from "@tinyagi/features";
import { homePaths } from "@tinyagi/home";
import {
  type CommitMark,
  type DatabaseState,
  describeMissing,
  examineDatabase,
  findMissing,
  readCommitMark,
  readInode,
} from "@tinyagi/kernel";

/** In larger files the pages are not checked one by one, which would take minutes. The next start checks them. */
const MAX_BYTES = 1_024 * 1_024 * 1_024;

/** How long a loss found at a start is shown. */
const REPORTED_MS = 7 * 24 * 3_600_000;

export interface DatabaseCheck {
  /** Absolute path of the file. */
  path: string;
  state: DatabaseState | { state: "broken"; code: string; message: string };
  /** Absolute path of the backup folder. `newest` is the newest backup in it. */
  backups: string;
  newest: string | null;
  /** Describes commits that were lost recently or that the next start will find missing. */
  missing: string | undefined;
}

/** @param home absolute path */
export async function checkDatabase(home: string): Promise<DatabaseCheck> {
  const paths = homePaths(home);
  // Read before the database: a running daemon may advance the mark in between, but never past its commits.
  const mark = readCommitMark(paths.commitMark);
  const state = stateOf(paths.database);
  return {
    path: paths.database,
    state,
    missing: missingIn(paths.database, mark, state),
    backups: paths.backups,
    newest: await newestIn(paths),
  };
}

function missingIn(
  path: string,
  mark: CommitMark | undefined,
  state: DatabaseCheck["state"],
): string | undefined {
  if (mark === undefined || state.state !== "whole") return undefined;
  const found = { ...state.commits, inode: readInode(path), now: Date.now() };
  const missing = findMissing(mark, found) ?? (mark.inode === found.inode ? mark.missing : undefined);
  const isRecent = missing !== undefined && found.now - missing.foundAt < REPORTED_MS;
  return isRecent ? describeMissing(path, missing) : undefined;
}

function stateOf(path: string): DatabaseCheck["state"] {
  try {
    return examineDatabase(path, { maxBytes: MAX_BYTES });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { state: "broken", code: error.code, message: error.message };
  }
}

async function newestIn(paths: Parameters<typeof listBackups>[0]): Promise<string | null> {
  try {
    return (await listBackups(paths))[0]?.path ?? null;
  } catch {
    // A folder that cannot be read has no backup to offer.
    return null;
  }
}
