/**
 * Effects of writes outside the database. SQLite can undo rows, but it cannot undo a counter in memory: a write
 * registers such an effect here, and it happens, or is taken back, together with the rows.
 */
export interface WriteEffects {
  beforeCommit(run: () => void): void;
  afterCommit(run: () => void): void;
  afterRollback(run: () => void): void;
}

export interface EffectQueue extends WriteEffects {
  /** A point to roll back to. */
  mark(): EffectMark;
  /** Runs what was registered with `beforeCommit`, in order, and what that registers itself. */
  prepare(): void;
  /** Drops the effects since `mark`, and runs the rollback effects since then, latest first. */
  rollBack(mark?: EffectMark): void;
  /** Forgets all effects. @returns the commit effects, in order */
  commit(): (() => void)[];
}

interface EffectMark {
  prepared: number;
  committed: number;
  undone: number;
}

const START: EffectMark = { prepared: 0, committed: 0, undone: 0 };

export function createEffectQueue(): EffectQueue {
  let prepared: (() => void)[] = [];
  let committed: (() => void)[] = [];
  let undone: (() => void)[] = [];
  return {
    beforeCommit: (run) => void prepared.push(run),
    prepare() {
      // By index, because the list may grow on the way.
      for (let index = 0; index < prepared.length; index += 1) prepared[index]?.();
      prepared = [];
    },
    afterCommit: (run) => void committed.push(run),
    afterRollback: (run) => void undone.push(run),
    mark: () => ({ prepared: prepared.length, committed: committed.length, undone: undone.length }),
    rollBack(mark = START) {
      prepared.length = mark.prepared;
      committed.length = mark.committed;
      runAll(undone.splice(mark.undone).reverse(), "A callback after a rollback failed.");
    },
    commit() {
      const run = committed;
      prepared = [];
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
