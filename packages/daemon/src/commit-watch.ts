/**
 * Keeps the commit mark of a served home's database. At start it compares the mark with the database. While the
 * daemon runs it records the last commit every few seconds, and once more at shutdown.
 */
import type { Clock, Log, Timer } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import {
  type CommitMark,
  describeMissing,
  findMissing,
  type Journal,
  type MissingCommits,
  readCommitMark,
  readInode,
  type Store,
  writeCommitMark,
} from "@tinyagi/kernel";

/** Commits in the last moments before a crash may be lost with the WAL without being noticed. */
const MARK_EVERY_MS = 3_000;

export interface CommitWatch extends AsyncDisposable {
  /** What the database lost since the previous daemon; undefined when it lost nothing. */
  readonly missing: MissingCommits | undefined;
}

export interface CommitWatchParts {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  paths: Pick<HomePaths, "database" | "commitMark">;
}

/**
 * Looks for missing commits before anything is written, reports them in the log and the journal, and starts to record
 * marks.
 *
 * @param isNew whether this start created the database
 */
export async function watchCommits(parts: CommitWatchParts, isNew: boolean): Promise<CommitWatch> {
  const { store, journal, clock, log, paths } = parts;
  const mark = readCommitMark(paths.commitMark);
  const inode = readInode(paths.database);
  const point = store.commits.point();
  const missing = isNew ? undefined : findMissing(mark, { ...point, inode, now: clock.now() });
  if (point.isBackup) store.commits.clearBackupStamp();
  if (missing !== undefined) {
    const { events, until } = missing;
    log.error({ events, until }, describeMissing(paths.database, missing));
    await store.write(() => journal.append("database.commits_missing", { events, until }));
  }
  const kept = missing ?? (mark?.inode === inode ? mark.missing : undefined);
  const marker = createMarker(parts, { inode, ...(kept === undefined ? {} : { missing: kept }) });
  await marker.write();
  return { missing, [Symbol.asyncDispose]: () => marker.close() };
}

function createMarker(
  { store, clock, log, paths }: CommitWatchParts,
  fixed: Pick<CommitMark, "inode" | "missing">,
): { write(): Promise<void>; close(): Promise<void> } {
  let marked: number | undefined;
  let timer: Timer | undefined;
  let working = Promise.resolve();

  async function write(): Promise<void> {
    try {
      const { seq } = store.commits.point();
      if (seq !== marked) await writeCommitMark(paths.commitMark, { ...fixed, seq, at: clock.now() });
      marked = seq;
    } catch (error) {
      // On a full disk the mark falls behind. It then detects fewer losses, but never reports a false one.
      log.warn({ err: error }, "the commit mark could not be written; TinyAGI will try again");
    }
  }

  function later(): void {
    timer = clock.setTimer(MARK_EVERY_MS, () => {
      working = write().then(later);
    });
  }

  later();
  return {
    write,
    async close() {
      timer?.cancel();
      await working;
      timer?.cancel();
      await write();
    },
  };
}
