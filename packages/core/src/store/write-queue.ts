/**
 * Group commit: writes handed in during one turn of the event loop share one transaction and one fsync, each in
 * a savepoint of its own, so that a failing one never takes the others with it. A promise resolves only after
 * the commit is on disk; `afterCommit` callbacks run then, in order, and never for work that was rolled back.
 */
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { Clock } from "../base/clock.js";

/** Writes sharing one transaction: bounds the latency of the first behind the last. */
const GROUP_MAX = 256;
const BUSY_RETRY_MS = 25;
/** How long another process may hold the write lock before callers are told. */
const BUSY_GIVE_UP_MS = 90_000;

export interface WriteQueue {
  /** Runs `work` in the next group commit. Rejects with what `work` threw, or `STORE_UNAVAILABLE` when the commit failed. */
  write<T>(work: () => T): Promise<T>;
  /** Runs `work` at once in a transaction of its own; for start-up and tests. */
  writeNow<T>(work: () => T): T;
  /** Calls `run` after the current transaction is durable. Only valid inside a write. */
  afterCommit(run: () => void): void;
  /** Resolves when everything handed in so far is settled. */
  idle(): Promise<void>;
}

interface Job {
  run(): void;
  commit(): void;
  fail(error: unknown): void;
  failed: boolean;
  since: number;
}

export function createWriteQueue(db: Database.Database, clock: Clock): WriteQueue {
  const jobs: Job[] = [];
  let callbacks: (() => void)[] = [];
  let scheduled = false;
  let idleWaiters: (() => void)[] = [];
  const savepoint = db.transaction((job: Job) => job.run());
  const group = db.transaction((batch: readonly Job[]) => {
    for (const job of batch) {
      const mark = callbacks.length;
      try {
        savepoint(job);
      } catch (error) {
        callbacks.length = mark;
        if (!db.inTransaction) throw error;
        job.failed = true;
        job.fail(error);
      }
    }
  });

  function flush(): void {
    scheduled = false;
    const batch = jobs.splice(0, GROUP_MAX);
    callbacks = [];
    try {
      group.immediate(batch);
    } catch (error) {
      rejectOrRetry(batch, error);
      return;
    }
    const run = callbacks;
    callbacks = [];
    for (const job of batch) if (!job.failed) job.commit();
    for (const callback of run) callback();
    schedule();
  }

  function rejectOrRetry(batch: Job[], error: unknown): void {
    const waiting = batch.filter((job) => !job.failed);
    const giveUp = waiting.filter((job) => !isBusy(error) || clock.monotonic() - job.since > BUSY_GIVE_UP_MS);
    for (const job of giveUp) job.fail(commitError(error));
    jobs.unshift(...waiting.filter((job) => !giveUp.includes(job)));
    if (jobs.length > 0 && isBusy(error)) {
      scheduled = true;
      setTimeout(flush, BUSY_RETRY_MS);
    } else schedule();
  }

  function schedule(): void {
    if (jobs.length === 0) {
      const waiters = idleWaiters;
      idleWaiters = [];
      for (const resolve of waiters) resolve();
    } else if (!scheduled) {
      scheduled = true;
      setImmediate(flush);
    }
  }

  return {
    write<T>(work: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let result: T;
        jobs.push({
          run() {
            result = work();
          },
          commit: () => resolve(result),
          fail: reject,
          failed: false,
          since: clock.monotonic(),
        });
        schedule();
      });
    },
    writeNow<T>(work: () => T): T {
      const outer = callbacks;
      callbacks = [];
      const result = db.transaction(work).immediate();
      const run = callbacks;
      callbacks = outer;
      for (const callback of run) callback();
      return result;
    },
    afterCommit(run) {
      callbacks.push(run);
    },
    idle: () => (jobs.length === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve))),
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("SQLITE_BUSY");
}

function commitError(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : "unknown reason";
  return new AppError(
    "STORE_UNAVAILABLE",
    `The database could not be written (${reason}). Nothing was accepted; try again.`,
    { cause },
  );
}
