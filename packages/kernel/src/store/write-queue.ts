/**
 * Group commit: writes of one turn of the event loop share one transaction and one fsync. A promise settles only after the
 * commit is on disk, a rejection too: what a write refused (a duplicate, for example) may depend on another write of the
 * same group.
 */

import type { Clock } from "@tinyagi/base";
import type Database from "better-sqlite3";
import { isBusy, misplaced, toReason, unavailable } from "./fault.js";
import type { FileGuard } from "./file-guard.js";
import { createFlushTimer } from "./flush-timer.js";
import { createEffectQueue, type EffectQueue, runAll, type WriteEffects } from "./write-effects.js";
import { type BrokenGroup, createGroupWriter, type Job } from "./write-group.js";

/** Writes that share one transaction. Bounds how long the first waits for the last. */
const GROUP_MAX = 256;
/** Writes that may wait while the disk or another process's lock delays them. Further writes are rejected at once. */
export const WAITING_WRITES_MAX = 20_000;
const BUSY_RETRY_MS = 40;
/** How long another process may hold the write lock before waiting writes are rejected. */
export const BUSY_GIVE_UP_MS = 90_000;
const COMMIT_CALLBACK_FAILED = "A callback after a commit failed.";

/** What each `write` passes. It may do a write again, with other results of its own work outside the database. */
export interface WriteGate {
  pass<T>(write: (work: () => T) => Promise<T>, work: () => T): Promise<T>;
}

export interface WriteQueue extends WriteEffects {
  /**
   * Runs `work` in the next group commit. `work` must be synchronous.
   *
   * `work` may run more than once: when the commit or another write of its group fails, everything it wrote is rolled back
   * and it runs again. So it must not change anything outside the transaction: no counter, no flag, no variable of its
   * caller. Return a value, use `afterCommit` for what follows from the write, and `afterRollback` to undo what could not
   * wait for the commit.
   *
   * Rejects with what `work` threw, or with `STORE_UNAVAILABLE` when the store cannot be written or too many writes wait.
   */
  write<T>(work: () => T): Promise<T>;
  /** From now on each `write` passes the gate. Other kinds of writes do not. */
  passWrites(gate: WriteGate): void;
  /**
   * Like `write`, for a write that nobody waits for: it joins the next group commit, or starts one soon.
   * Writes of both kinds run in the order of their calls.
   */
  writeSoon<T>(work: () => T): Promise<T>;
  /**
   * Runs `work` at once in its own transaction. For start-up and tests; never inside a write.
   *
   * @throws what `work` threw, or AppError `STORE_UNAVAILABLE`
   */
  writeNow<T>(work: () => T): T;
  /**
   * Calls `run` at the end of the group, in its transaction, when all of its writes have run. Only valid inside a write.
   * It is left out, and undone, when a write of the group or such a call throws: what it does must also happen without it.
   */
  beforeCommit(run: () => void): void;
  /**
   * Calls `run` once the current transaction is durable, in order; never for work that was rolled back. Only valid
   * inside a write. A callback that throws is a bug and surfaces as an uncaught error.
   */
  afterCommit(run: () => void): void;
  /**
   * Calls `run` when the current work is rolled back, whether it is then repeated or rejected; latest first. Only valid
   * inside a write. Meant for limits that must count a write at once, so that other writes of the group see it.
   */
  afterRollback(run: () => void): void;
  /** Resolves when all writes so far are settled. */
  idle(): Promise<void>;
  /** How many writes wait for their commit. */
  waitingWrites(): number;
  /** How often another process's lock delayed a group. */
  busyRetries(): number;
}

/** @param guard knows whether the files of `db` are still in place */
export function createWriteQueue(db: Database.Database, clock: Clock, guard: FileGuard): WriteQueue {
  const jobs: Job[] = [];
  const effects = createEffectQueue();
  const group = createGroupWriter(db, effects);
  const timer = createFlushTimer(flush);
  let idleWaiters: (() => void)[] = [];
  let busyRetries = 0;
  let gate: WriteGate | undefined;

  function flush(): void {
    const batch = jobs.splice(0, GROUP_MAX);
    const broken = group.write(batch);
    if (broken !== undefined) return void rejectOrRetry(batch, broken);
    try {
      settle(batch, effects, guard.lost());
    } finally {
      schedule();
    }
  }

  /** Nothing of the batch was written. Rejects the job that broke it, or all jobs if none did. Waits for another process's lock. */
  function rejectOrRetry(batch: readonly Job[], { error, culprit }: BrokenGroup): void {
    const busy = isBusy(error);
    if (busy) busyRetries += 1;
    const now = clock.monotonic();
    const kept = batch.filter((job) => {
      job.failure = undefined;
      const isKept = busy ? now - job.since <= BUSY_GIVE_UP_MS : culprit !== undefined && culprit !== job;
      if (!isKept) job.fail(unavailable(error));
      return isKept;
    });
    jobs.unshift(...kept);
    if (kept.length > 0 && busy) timer.after(BUSY_RETRY_MS);
    else schedule();
  }

  function schedule(): void {
    if (jobs.length > 0) return void timer.next();
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  function add<T>(work: () => T): Promise<T> {
    if (jobs.length >= WAITING_WRITES_MAX)
      return Promise.reject(unavailable(new Error("too many writes are waiting")));
    return new Promise<T>((resolve, reject) => {
      jobs.push(toJob(work, { resolve, reject, since: clock.monotonic() }));
    });
  }

  function write<T>(work: () => T): Promise<T> {
    const settled = add(work);
    schedule();
    return settled;
  }

  return {
    ...onlyInside(db, effects),
    write: (work) => (gate === undefined ? write(work) : gate.pass(write, work)),
    passWrites(next) {
      gate = next;
    },
    writeSoon<T>(work: () => T): Promise<T> {
      const settled = add(work);
      timer.soon();
      return settled;
    },
    writeNow: (work) => writeAtOnce({ db, effects, guard }, work),
    waitingWrites: () => jobs.length,
    busyRetries: () => busyRetries,
    idle() {
      if (jobs.length === 0) return Promise.resolve();
      schedule();
      return new Promise((resolve) => idleWaiters.push(resolve));
    },
  };
}

function toJob<T>(
  work: () => T,
  { resolve, reject, since }: Pick<Job, "since"> & { resolve(result: T): void; reject: Job["fail"] },
): Job {
  let result: T;
  return {
    run() {
      result = work();
      if (result instanceof Promise) throw new TypeError("A write must not be asynchronous.");
    },
    commit: () => resolve(result),
    fail: reject,
    failure: undefined,
    since,
  };
}

/** @param lost of a commit that went into a file that disappears with this process */
function settle(batch: readonly Job[], effects: EffectQueue, lost: string | undefined): void {
  if (lost !== undefined) {
    effects.rollBack();
    for (const job of batch) job.fail(misplaced(lost));
    return;
  }
  const run = effects.commit();
  for (const job of batch) {
    if (job.failure === undefined) job.commit();
    else job.fail(job.failure.error);
  }
  runAll(run, COMMIT_CALLBACK_FAILED);
}

function writeAtOnce<T>(
  { db, effects, guard }: { db: Database.Database; effects: EffectQueue; guard: FileGuard },
  work: () => T,
): T {
  if (db.inTransaction) throw new Error("writeNow must not be called inside a write.");
  let result: T;
  try {
    result = db.transaction(work).immediate();
  } catch (error) {
    effects.rollBack();
    throw toReason(error);
  }
  const lost = guard.lost();
  if (lost !== undefined) {
    effects.rollBack();
    throw misplaced(lost);
  }
  runAll(effects.commit(), COMMIT_CALLBACK_FAILED);
  return result;
}

function onlyInside(db: Database.Database, effects: EffectQueue): WriteEffects {
  const guarded = (name: keyof WriteEffects) => (run: () => void) => {
    if (!db.inTransaction) throw new Error(`${name} is only valid inside a write.`);
    effects[name](run);
  };
  return {
    beforeCommit: guarded("beforeCommit"),
    afterCommit: guarded("afterCommit"),
    afterRollback: guarded("afterRollback"),
  };
}
