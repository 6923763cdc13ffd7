/**
 * Ends processes that left the process group of a finished run. At most one scan of the process table runs at a time, and
 * sweeps requested meanwhile share the next scan.
 */
import { endMarkedProcesses } from "./process-group.js";

/** A scan reads the environment of every process (2–9 ms on a busy machine). One scan per run cost a quarter of the throughput. */
const SWEEP_PAUSE_MS = 500;

/** Settings of {@link createSweeper}. */
export interface SweeperOptions {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  /** Called when processes were found. They are gone. */
  readonly onEnded: (count: number, runs: number) => void;
  readonly onError: (error: unknown) => void;
  /** Sweeps requested within this time share a scan, milliseconds. Default: 500. */
  readonly pauseMs?: number;
}

/** Ends strays of finished runs. */
export interface Sweeper extends AsyncDisposable {
  /** Requests a scan for strays of a run that has ended. Returns immediately. */
  readonly sweep: (runId: string) => void;
  /** Runs whose scan has not ended. */
  readonly pending: () => readonly string[];
  /** Resolves when no sweep is waiting or running. */
  readonly idle: () => Promise<void>;
}

/** Creates a sweeper. Disposing it runs the requested sweeps immediately and waits for them. */
export function createSweeper(options: SweeperOptions): Sweeper {
  const { graceMs, pauseMs = SWEEP_PAUSE_MS } = options;
  let waiting = new Set<string>();
  let scanned = new Set<string>();
  let sweeping: Promise<void> | undefined;
  let endPause = () => {};
  let closed = false;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, closed ? 0 : pauseMs);
      // While it closes, this timer may be all that keeps the process alive.
      if (!closed) timer.unref();
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const sweepAll = async () => {
    while (waiting.size > 0) {
      await pause();
      scanned = waiting;
      waiting = new Set();
      try {
        const count = await endMarkedProcesses((runId) => scanned.has(runId), { graceMs });
        if (count > 0) options.onEnded(count, scanned.size);
      } catch (error) {
        options.onError(error);
      }
    }
    scanned = new Set();
    sweeping = undefined;
  };
  const idle = async () => {
    while (sweeping !== undefined) await sweeping;
  };
  return {
    sweep: (runId) => {
      waiting.add(runId);
      sweeping ??= sweepAll();
    },
    pending: () => [...waiting, ...scanned],
    idle,
    async [Symbol.asyncDispose]() {
      closed = true;
      endPause();
      await idle();
    },
  };
}
