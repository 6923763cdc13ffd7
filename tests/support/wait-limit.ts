/** Time says nothing about a condition: on a busy machine, it can be met after many seconds. Milliseconds. */
export const WAIT_MS = 30_000;
