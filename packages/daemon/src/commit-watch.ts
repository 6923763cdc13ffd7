/**
 * Keeps the mark of a served home's database: compares it at the start, then records every few seconds how far the
 * commits have come, and once more at the end.
 */
import {
  type Clock,
  type CommitMark,
  describeMissing,
  findMissing,
  type HomePaths,
  inodeOf,
  type Journal,
  type Log,
  type MissingCommits,
  readCommitMark,
  type Store,
  type Timer,
  writeCommitMark,
} from "@tinyagi/core";

/** Commits of the last moments before a death may be lost with the log and not be missed. */
const MARK_EVERY_MS = 3_000;

export interface CommitWatch extends AsyncDisposable {
  /** What the database lost since the daemon before; undefined when nothing. */
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
 * Looks for missing commits before anything is written, reports them in the log and the journal, and begins to mark.
 *
 * @param isNew whether this start made the database
 */
export async function watchCommits(parts: CommitWatchParts, isNew: boolean): Promise<CommitWatch> {
  const { store, journal, clock, log, paths } = parts;
  const mark = readCommitMark(paths.commitMark);
  const inode = inodeOf(paths.database);
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
      // A full disk: the mark stays behind, which only makes it tell less.
      log.warn({ err: error }, "the mark of the last commit could not be written; it is tried again");
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
