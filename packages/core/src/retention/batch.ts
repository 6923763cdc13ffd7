/** One step of removing what is old. */

/** Rows of one write: whoever waits behind it waits a few milliseconds. */
export const BATCH_ROWS = 200;

export interface SweepStep {
  removed: number;
  /** Nothing is left for this pass. */
  done: boolean;
}

/** Removes the next batch; to be called inside a write until it is done. */
export type Sweeper = () => SweepStep;
