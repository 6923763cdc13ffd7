/**
 * What the product promises in milliseconds, it promises for a machine with little else to do. Tests share the cores with
 * each other, so they fail only at a multiple: enough to tell a prompt end from one that waits for a lease or a timeout.
 * `pnpm bench` measures the times themselves.
 */
const BUSY = 3;

/** The longest time a test may see for a promise. */
export const promised = (ms: number): number => ms * BUSY;
