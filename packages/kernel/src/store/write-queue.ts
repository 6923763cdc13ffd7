/**
 * Group commit: writes of one turn of the event loop share one transaction and one fsync. If one of them fails, the group
 * is rolled back and repeated with a savepoint for each write, so that the failure undoes only its own write. Savepoints
 * for every group would double what a message writes. A promise settles only after the commit is on disk, a rejection
 * too: what a write refused (a duplicate, for example) may depend on another write of the same group.
 */

import type { Clock } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type Database from "better-sqlite3";
import { isBusy, isStorageFault } from "./fault.js";
import type { FileGuard } from "./file-guard.js";
import { createEffectQueue, runAll, type WriteEffects } from "./write-effects.js";

/** Writes that share one transaction. Bounds how long the first waits for the last. */
const GROUP_MAX = 256;
/** Writes that may wait while the disk or another process's lock delays them. Further writes are rejected at once. */
export const WAITING_WRITES_MAX = 20_000;
/** A run also records its pid and session. With a commit for each, these were half of all fsyncs. */
const SOON_MS = 10;
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
   * Like `write`, for a write that nobody waits for: it joins the next group commit, or starts one after `SOON_MS`.
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

interface Job {
  run(): void;
  commit(): void;
  fail(error: unknown): void;
  failure: { error: unknown } | undefined;
  since: number;
}

/** Wraps what a write threw, to tell it from an error of the transaction itself. */
class FailedJob extends Error {
  constructor(cause: unknown) {
    super("a write of the group failed", { cause });
  }
}

/** Wraps what a call before the commit threw. */
class FailedPreparation extends FailedJob {}

/** @param guard knows whether the files of `db` are still in place */
export function createWriteQueue(db: Database.Database, clock: Clock, guard: FileGuard): WriteQueue {
  const jobs: Job[] = [];
  const effects = createEffectQueue();
  let scheduled: "no" | "soon" | "now" = "no";
  let soonTimer: NodeJS.Timeout | undefined;
  let idleWaiters: (() => void)[] = [];
  /** The job during which SQLite rolled back the whole transaction. */
  let culprit: Job | undefined;
  let busyRetries = 0;
  let gate: WriteGate | undefined;
  const savepoint = db.transaction((job: Job) => job.run());
  const prepare = () => {
    try {
      effects.prepare();
    } catch (error) {
      throw new FailedPreparation(error);
    }
  };
  const together = db.transaction((batch: readonly Job[]) => {
    for (const job of batch) {
      try {
        job.run();
      } catch (error) {
        throw new FailedJob(error);
      }
    }
    prepare();
  });
  const apart = db.transaction((batch: readonly Job[]) => {
    for (const job of batch) {
      const mark = effects.mark();
      try {
        savepoint(job);
      } catch (error) {
        effects.rollBack(mark);
        if (!db.inTransaction) {
          culprit = job;
          throw error;
        }
        job.failure = { error: toReason(error) };
      }
    }
  });

  function flush(): void {
    scheduled = "no";
    clearTimeout(soonTimer);
    const batch = jobs.splice(0, GROUP_MAX);
    culprit = undefined;
    try {
      if (batch.length > 0) writeGroup(batch);
    } catch (error) {
      effects.rollBack();
      rejectOrRetry(batch, error);
      return;
    }
    try {
      const lost = guard.lost();
      if (lost === undefined) acknowledge(batch);
      else refuse(batch, lost);
    } finally {
      schedule();
    }
  }

  /** @throws the error of the commit; nothing of the batch was written */
  function writeGroup(batch: readonly Job[]): void {
    try {
      together.immediate(batch);
    } catch (error) {
      if (!(error instanceof FailedJob)) throw error;
      effects.rollBack();
      const [only, ...others] = batch;
      const isAlone = only !== undefined && others.length === 0;
      if (isAlone && !(error instanceof FailedPreparation)) only.failure = { error: toReason(error.cause) };
      else apart.immediate(batch);
    }
  }

  function acknowledge(batch: readonly Job[]): void {
    const run = effects.commit();
    for (const job of batch) {
      if (job.failure === undefined) job.commit();
      else job.fail(job.failure.error);
    }
    runAll(run, COMMIT_CALLBACK_FAILED);
  }

  /** The commit went into a file that disappears with this process. */
  function refuse(batch: readonly Job[], lost: string): void {
    effects.rollBack();
    for (const job of batch) job.fail(misplaced(lost));
  }

  /** Nothing of the batch was written. Rejects the job that broke it, or all jobs if none did. Waits for another process's lock. */
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

  function write<T>(work: () => T): Promise<T> {
    const settled = add(work);
    schedule();
    return settled;
  }

  return {
    write: (work) => (gate === undefined ? write(work) : gate.pass(write, work)),
    passWrites(next) {
      gate = next;
    },
    writeSoon<T>(work: () => T): Promise<T> {
      const settled = add(work);
      scheduleSoon();
      return settled;
    },
    writeNow<T>(work: () => T): T {
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
    },
    beforeCommit(run) {
      if (!db.inTransaction) throw new Error("beforeCommit is only valid inside a write.");
      effects.beforeCommit(run);
    },
    afterCommit(run) {
      if (!db.inTransaction) throw new Error("afterCommit is only valid inside a write.");
      effects.afterCommit(run);
    },
    afterRollback(run) {
      if (!db.inTransaction) throw new Error("afterRollback is only valid inside a write.");
      effects.afterRollback(run);
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

function misplaced(path: string): AppError {
  return new AppError(
    "STORE_UNAVAILABLE",
    `${path} was removed or replaced while the daemon was running. Nothing was accepted; the daemon stops.`,
  );
}

/** What the caller of a write gets for its error. */
function toReason(error: unknown): unknown {
  return isStorageFault(error) ? unavailable(error) : error;
}

function unavailable(cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : "unknown reason";
  return new AppError(
    "STORE_UNAVAILABLE",
    `The database could not be written (${reason}). Nothing was accepted; try again.`,
    { cause },
  );
}
