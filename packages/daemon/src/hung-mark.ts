/**
 * A mark in the home that says that the daemon hangs: its thread has not taken a turn for a while, so it serves nobody.
 * A thread of its own writes the mark, and takes it away when the daemon's thread goes on. The daemon after it reads the
 * mark: the run that was alive is then blamed for a hang, whoever killed the daemon. `tinyagi stop` writes it, too.
 *
 * It counts turns and not time, so that a machine that sleeps or a process that is stopped is not taken for a hang.
 */
import { existsSync, rmSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Between two turns that are counted. */
const BEAT_MS = 500;
/** Beats without a turn after which the daemon hangs: longer than any collection of garbage. */
const BEATS_MAX = 20;

/**
 * Whether the last daemon hung. Read before the watch of this one begins.
 *
 * @param file the mark
 */
export function lastDaemonHung(file: string): boolean {
  return existsSync(file);
}

/** Plain code, because a thread that must not fail should load nothing. */
const WATCHER = `
const { rmSync, writeFileSync } = require("node:fs");
const { workerData } = require("node:worker_threads");
const { turns, file, beatMs, beatsMax } = workerData;
let seen = 0;
let missed = 0;
setInterval(() => {
  const now = Atomics.load(turns, 0);
  const isNew = now !== seen;
  seen = now;
  if (isNew && missed >= beatsMax) rmSync(file, { force: true });
  missed = isNew ? 0 : missed + 1;
  if (missed === beatsMax) writeFileSync(file, "", { mode: 0o600 });
}, beatMs);
`;

/** Removes the mark of the last daemon. Disposing ends the watch. */
export function watchForHang(
  file: string,
  { beatMs, beatsMax } = { beatMs: BEAT_MS, beatsMax: BEATS_MAX },
): AsyncDisposable {
  rmSync(file, { force: true });
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(WATCHER, { eval: true, workerData: { turns, file, beatMs, beatsMax }, env: {} });
  worker.unref();
  // A full disk, for example. Without a mark a hang counts as a crash.
  worker.on("error", () => {});
  const timer = setInterval(() => Atomics.add(turns, 0, 1), beatMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await worker.terminate();
      rmSync(file, { force: true });
    },
  };
}
