/**
 * Effects of writes outside the database. SQLite can undo rows, but it cannot undo a counter in memory: a write
 * registers such an effect here, and it happens, or is taken back, together with the rows.
 */
export interface WriteEffects {
  afterCommit(run: () => void): void;
  afterRollback(run: () => void): void;
}

export interface EffectQueue extends WriteEffects {
  /** A point to roll back to. */
  mark(): EffectMark;
  /** Drops the commit effects since `mark` and runs the rollback effects since then, latest first. */
  rollBack(mark?: EffectMark): void;
  /** Forgets all effects. @returns the commit effects, in order */
  commit(): (() => void)[];
}

interface EffectMark {
  committed: number;
  undone: number;
}

const START: EffectMark = { committed: 0, undone: 0 };

export function createEffectQueue(): EffectQueue {
  let committed: (() => void)[] = [];
  let undone: (() => void)[] = [];
  return {
    afterCommit: (run) => void committed.push(run),
    afterRollback: (run) => void undone.push(run),
    mark: () => ({ committed: committed.length, undone: undone.length }),
    rollBack(mark = START) {
      committed.length = mark.committed;
      runAll(undone.splice(mark.undone).reverse(), "A callback after a rollback failed.");
    },
    commit() {
      const run = committed;
      committed = [];
      undone = [];
      return run;
    },
  };
}

/** Runs all callbacks, also when one fails. @throws AggregateError of the failures */
export function runAll(callbacks: readonly (() => void)[], failure: string): void {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      callback();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, failure);
}
