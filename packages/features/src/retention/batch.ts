/** One step of removing old data. */

/** Rows removed in one write, so that other writes wait only a few milliseconds. */
export const BATCH_ROWS = 200;

export interface SweepStep {
  removed: number;
  /** Whether this pass has nothing left to remove. */
  done: boolean;
}

/** Removes the next batch. Call it inside a write until it is done. */
export type Sweeper = () => SweepStep;
