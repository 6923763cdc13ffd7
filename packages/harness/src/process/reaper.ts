/**
 * Ends processes that agents leave behind: at start, those of runs that a crashed daemon had started; after each run,
 * the strays that left its process group. At most one scan of the process table runs at a time, and sweeps requested
 * meanwhile share the next scan. Must never signal a pid that now belongs to another program.
 */

import { isSameProcess } from "@tinyagi/core/process-table";
import { NO_CONTAINMENT } from "../containment/containment.js";
import type { Containment } from "../containment/containment-contract.js";
import { endMarkedProcesses, endProcesses, endProcessGroup, isGroupGone } from "./process-group.js";

/** A run that was active when its daemon crashed. */
export interface ReapTarget {
  readonly runId: string;
  readonly pid?: number | undefined;
  /** From `processStartTime`. Without it, the pid proves nothing, and processes are found only by their mark. */
  readonly startTime?: string | undefined;
}

/** The part of a logger that the reaper needs. */
export interface ReaperLog {
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
}

/** Settings of {@link createReaper}. */
export interface ReaperOptions {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  readonly log: ReaperLog;
  /** Holds the processes of this home's runs. Default: none. */
  readonly containment?: Containment;
  /** Sweeps requested within this time share a scan, milliseconds. Default: 500. */
  readonly pauseMs?: number;
}

/** A scan reads the environment of every process (2–9 ms on a busy machine). One scan per run cost a quarter of the throughput. */
const SWEEP_PAUSE_MS = 500;

/** Ends orphans. */
export interface Reaper extends AsyncDisposable {
  /**
   * Ends every process of these runs, and every process marked with a run that `isOurs` accepts. Resolves when they are
   * gone. `isOurs` is needed because a daemon can crash after a run has ended and before its sweep.
   */
  readonly reap: (targets: readonly ReapTarget[], isOurs?: (runId: string) => boolean) => Promise<void>;
  /** Requests a scan for strays of a run that has ended. Returns at once. Failures are logged. */
  readonly sweep: (runId: string) => void;
  /** Resolves when no sweep is waiting or running. */
  readonly idle: () => Promise<void>;
}

/** Creates a reaper. Disposing it runs the requested sweeps immediately and waits for them. */
export function createReaper(options: ReaperOptions): Reaper {
  const { graceMs, log, containment = NO_CONTAINMENT, pauseMs = SWEEP_PAUSE_MS } = options;
  let waiting = new Set<string>();
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
      const runs = waiting;
      waiting = new Set();
      try {
        const count = await endMarkedProcesses((runId) => runs.has(runId), { graceMs });
        if (count > 0) log.warn({ count, runs: runs.size }, "ended stray processes of finished runs");
      } catch (error) {
        log.warn({ error: String(error) }, "could not scan for stray processes");
      }
    }
    sweeping = undefined;
  };
  const idle = async () => {
    while (sweeping !== undefined) await sweeping;
  };
  return {
    reap: async (targets, isOurs = () => false) => {
      const runs = new Set(targets.map(({ runId }) => runId));
      const contained = await containment.sweep({ graceMs });
      await Promise.all(targets.map((target) => endRecorded(target, graceMs)));
      const marked = await endMarkedProcesses((runId) => runs.has(runId) || isOurs(runId), { graceMs });
      const count = contained + marked;
      if (count > 0)
        log.warn({ count, runs: runs.size }, "ended processes that an earlier daemon left behind");
    },
    sweep: (runId) => {
      waiting.add(runId);
      sweeping ??= sweepAll();
    },
    idle,
    async [Symbol.asyncDispose]() {
      closed = true;
      endPause();
      await idle();
    },
  };
}

/** Ends the recorded group if its leader is still the process that the run started. */
async function endRecorded({ pid, startTime }: ReapTarget, graceMs: number): Promise<void> {
  if (pid === undefined || startTime === undefined || !(await isSameProcess(pid, startTime))) return;
  await endProcessGroup(pid, { graceMs });
  if (!(await isGroupGone(pid))) await endProcesses([{ pid, startTime }], { graceMs: 0 });
}
