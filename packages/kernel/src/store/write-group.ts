/**
 * One transaction for a group of writes. If one of them fails, the group is rolled back and repeated with a savepoint for
 * each write, so that the failure undoes only its own write. Savepoints for every group would double what a message writes.
 */
import type Database from "better-sqlite3";
import { toReason } from "./fault.js";
import type { EffectQueue } from "./write-effects.js";

/** A write, and the promise of its caller. */
export interface Job {
  run(): void;
  commit(): void;
  fail(error: unknown): void;
  failure: { error: unknown } | undefined;
  since: number;
}

/** Nothing of a group was written. */
export interface BrokenGroup {
  error: unknown;
  /** The job during which SQLite rolled back the whole transaction. */
  culprit: Job | undefined;
}

export interface GroupWriter {
  /** What a job alone broke is its `failure`. */
  write(batch: readonly Job[]): BrokenGroup | undefined;
}

/** Wraps what a write threw, to tell it from an error of the transaction itself. */
class FailedJob extends Error {
  constructor(cause: unknown) {
    super("a write of the group failed", { cause });
  }
}

/** Wraps what a call before the commit threw. */
class FailedPreparation extends FailedJob {}

export function createGroupWriter(db: Database.Database, effects: EffectQueue): GroupWriter {
  let culprit: Job | undefined;
  const savepoint = db.transaction((job: Job) => job.run());
  const together = db.transaction((batch: readonly Job[]) => {
    for (const job of batch) attempt(job);
    prepare(effects);
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

  /** @throws the error of the commit */
  function writeAll(batch: readonly Job[]): void {
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

  return {
    write(batch) {
      culprit = undefined;
      try {
        if (batch.length > 0) writeAll(batch);
        return undefined;
      } catch (error) {
        effects.rollBack();
        return { error, culprit };
      }
    },
  };
}

function attempt(job: Job): void {
  try {
    job.run();
  } catch (error) {
    throw new FailedJob(error);
  }
}

function prepare(effects: EffectQueue): void {
  try {
    effects.prepare();
  } catch (error) {
    throw new FailedPreparation(error);
  }
}
