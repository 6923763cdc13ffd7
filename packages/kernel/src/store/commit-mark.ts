/**
 * A small file beside the database that records how far its commits had come. SQLite cannot notice that its log was
 * deleted or cut: it opens what is left, and the commits that were only in the log are gone without a trace. The mark
 * shows that they are missing. It is never ahead of the commits that are on disk.
 */
import { readFileSync, statSync } from "node:fs";
import { writeFileAtomic } from "@tinyagi/base";
import type { CommitPoint } from "./statement/commit-statements.js";

/** Commits that were lost, as found at a start. */
export interface MissingCommits {
  /** Events of the journal that are missing; every accepted message and every result has at least one. */
  events: number;
  /** Commits up to this time may be missing, in milliseconds since 1970: when the mark was written. */
  until: number;
  foundAt: number;
}

export interface CommitMark {
  /** Inode of the database: a mark does not apply to another file, such as a restored one. */
  inode: string;
  /** Number of the last event. */
  seq: number;
  at: number;
  /** What the last start with missing commits found. */
  missing?: MissingCommits;
}

/** @returns the mark; undefined when there is none or it is not readable */
export function readCommitMark(path: string): CommitMark | undefined {
  try {
    const mark = JSON.parse(readFileSync(path, "utf8")) as CommitMark;
    const isSound = typeof mark.inode === "string" && Number.isInteger(mark.seq) && Number.isInteger(mark.at);
    return isSound ? mark : undefined;
  } catch {
    // The home of an earlier version has no mark, and half a mark proves nothing.
    return undefined;
  }
}

export async function writeCommitMark(path: string, mark: CommitMark): Promise<void> {
  await writeFileAtomic({ path, data: `${JSON.stringify(mark)}\n` });
}

/** Inode of a file, as text. @throws the error of the file system */
export function readInode(path: string): string {
  return String(statSync(path, { bigint: true }).ino);
}

/**
 * Compares a database with its mark. A backup is older on purpose, whoever put it in place.
 *
 * @returns what is missing; undefined when nothing is
 */
export function findMissing(
  mark: CommitMark | undefined,
  found: CommitPoint & { inode: string; now: number },
): MissingCommits | undefined {
  if (mark === undefined || mark.inode !== found.inode || found.isBackup || found.seq >= mark.seq)
    return undefined;
  return { events: mark.seq - found.seq, until: mark.at, foundAt: found.now };
}

/** The message for people. */
export function describeMissing(database: string, { events, until }: MissingCommits): string {
  const time = new Date(until).toISOString();
  return `${database} is missing the last ${events} events recorded up to ${time}: its log ${database}-wal was deleted or truncated. Messages accepted before that time may be gone; send them again, or restore a backup with \`tinyagi restore <file>\`.`;
}
