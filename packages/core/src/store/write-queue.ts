/**
 * Group commit: writes handed in during one turn of the event loop share one transaction and one fsync, each in
 * a savepoint of its own, so that a failing one never takes the others with it. A promise settles only after the
 * commit is on disk, also a rejected one: what a write refused (a duplicate, say) may rest on another of the
 * same group. `afterCommit` callbacks run then, in order, and never for work that was rolled back.
 */
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import type { Clock } from "../base/clock.js";
import { isBusy, isStorageFault } from "./fault.js";

/** Writes sharing one transaction: bounds the latency of the first behind the last. */
const GROUP_MAX = 256;
/** Writes waiting while the disk or a foreign lock holds them up; beyond it callers are told at once. */
export const WAITING_WRITES_MAX = 20_000;
/** A run records its pid and session in passing; as commits of their own they were half of all fsyncs. */
const SOON_MS = 10;
const BUSY_RETRY_MS = 40;
/** How long another process may hold the write lock before callers are told. */
export const BUSY_GIVE_UP_MS = 90_000;

export interface WriteQueue {
  /**
   * Runs `work` in the next group commit, more than once if the commit has to be repeated; it must be synchronous.
   * Rejects with what `work` threw, or `STORE_UNAVAILABLE` when the store could not be written or too many writes wait.
   */
  write<T>(work: () => T): Promise<T>;
  /**
   * The same for what nobody waits for: it joins the next group commit, or makes one of its own after
   * `SOON_MS`. Order is that of handing in, across both kinds.
   */
  writeSoon<T>(work: () => T): Promise<T>;
  /**
   * Runs `work` at once in a transaction of its own; for start-up and tests, never inside a write.
   *
   * @throws what `work` threw, or AppError `STORE_UNAVAILABLE`
   */
  writeNow<T>(work: () => T): T;
  /** Calls `run` after the current transaction is durable. Only valid inside a write. A throwing one is a bug and surfaces as an uncaught error. */
  afterCommit(run: () => void): void;
  /** Resolves when everything handed in so far is settled. */
  idle(): Promise<void>;
  /** Writes that wait for their commit. */
  waitingWrites(): number;
  /** Times another process held the lock when a group was to be written. */
  busyRetries(): number;
}

interface Job {
  run(): void;
  commit(): void;
  fail(error: unknown): void;
  failure: { error: unknown } | undefined;
  since: number;
}

export function createWriteQueue(db: Database.Database, clock: Clock): WriteQueue {
  const jobs: Job[] = [];
  let callbacks: (() => void)[] = [];
  let scheduled: "no" | "soon" | "now" = "no";
  let soonTimer: NodeJS.Timeout | undefined;
  let idleWaiters: (() => void)[] = [];
  /** The job under which SQLite gave up the whole transaction. */
  let culprit: Job | undefined;
  let busyRetries = 0;
  const savepoint = db.transaction((job: Job) => job.run());
  const group = db.transaction((batch: readonly Job[]) => {
    for (const job of batch) {
      const mark = callbacks.length;
      try {
        savepoint(job);
      } catch (error) {
        callbacks.length = mark;
        if (!db.inTransaction) {
          culprit = job;
          throw error;
        }
        job.failure = { error: isStorageFault(error) ? unavailable(error) : error };
      }
    }
  });

  function flush(): void {
    scheduled = "no";
    clearTimeout(soonTimer);
    const batch = jobs.splice(0, GROUP_MAX);
    callbacks = [];
    culprit = undefined;
    try {
      if (batch.length > 0) group.immediate(batch);
    } catch (error) {
      callbacks = [];
      rejectOrRetry(batch, error);
      return;
    }
    const run = callbacks;
    callbacks = [];
    for (const job of batch) {
      if (job.failure === undefined) job.commit();
      else job.fail(job.failure.error);
    }
    try {
      runAll(run);
    } finally {
      schedule();
    }
  }

  /** Nothing of the batch happened. The job that broke it, or all when none did, is told; a foreign lock is waited out. */
  function rejectOrRetry(batch: readonly Job[], error: unknown): void {
    const busy = isBusy(error);
    if (busy) busyRetries += 1;
    const expired = (job: Job) => clock.monotonic() - job.since > BUSY_GIVE_UP_MS;
    const isOver = (job: Job) => (busy ? expired(job) : culprit === undefined || culprit === job);
    const kept: Job[] = [];
    for (const job of batch) {
      job.failure = undefined;
      if (isOver(job)) job.fail(unavailable(error));
      else kept.push(job);
    }
    jobs.unshift(...kept);
    if (kept.length > 0 && busy) {
      scheduled = "now";
      setTimeout(flush, BUSY_RETRY_MS);
    } else schedule();
  }

  function schedule(): void {
    if (jobs.length === 0) {
      const waiters = idleWaiters;
      idleWaiters = [];
      for (const resolve of waiters) resolve();
    } else if (scheduled !== "now") {
      scheduled = "now";
      setImmediate(flush);
    }
  }

  function scheduleSoon(): void {
    if (scheduled !== "no") return;
    scheduled = "soon";
    soonTimer = setTimeout(flush, SOON_MS);
  }

  function add<T>(work: () => T): Promise<T> {
    if (jobs.length >= WAITING_WRITES_MAX)
      return Promise.reject(unavailable(new Error("too many writes are waiting")));
    return new Promise<T>((resolve, reject) => {
      let result: T;
      jobs.push({
        run() {
          result = work();
          if (result instanceof Promise) throw new TypeError("A write must not be asynchronous.");
        },
        commit: () => resolve(result),
        fail: reject,
        failure: undefined,
        since: clock.monotonic(),
      });
    });
  }

  return {
    write<T>(work: () => T): Promise<T> {
      const settled = add(work);
      schedule();
      return settled;
    },
    writeSoon<T>(work: () => T): Promise<T> {
      const settled = add(work);
      scheduleSoon();
      return settled;
    },
    writeNow<T>(work: () => T): T {
      if (db.inTransaction) throw new Error("writeNow must not be called inside a write.");
      callbacks = [];
      let result: T;
      try {
        result = db.transaction(work).immediate();
      } catch (error) {
        callbacks = [];
        throw isStorageFault(error) ? unavailable(error) : error;
      }
      const run = callbacks;
      callbacks = [];
      runAll(run);
      return result;
    },
    afterCommit(run) {
      if (!db.inTransaction) throw new Error("afterCommit is only valid inside a write.");
      callbacks.push(run);
    },
    waitingWrites: () => jobs.length,
    busyRetries: () => busyRetries,
    idle() {
      if (jobs.length === 0) return Promise.resolve();
      schedule();
      return new Promise((resolve) => idleWaiters.push(resolve));
    },
  };
}

/** One failing callback must not keep the others from what is durable already. */
function runAll(callbacks: readonly (() => void)[]): void {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      callback();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, "A callback after a commit failed.");
}

function unavailable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : "unknown reason";
  return new AppError(
    "STORE_UNAVAILABLE",
    `The database could not be written (${reason}). Nothing was accepted; try again.`,
    { cause },
  );
}
