/**
 * Ends what agents leave behind: at boot the processes of runs a dead daemon had started, after each run
 * the strays that left its process group. At most one scan of the process table runs at a time; sweeps asked for
 * meanwhile share the next one. It must never signal a pid that now belongs to another program.
 */

import { isSameProcess } from "@tinyagi/core";
import { endMarkedProcesses, endProcesses, endProcessGroup, isGroupGone } from "./process-group.js";

/** A run that was alive when its daemon died. */
export interface ReapTarget {
  readonly runId: string;
  readonly pid?: number | undefined;
  /** As `processStartTime` gave it; without it the pid alone is no proof and only the mark counts. */
  readonly startTime?: string | undefined;
}

/** The part of a logger the reaper needs. */
export interface ReaperLog {
  readonly warn: (details: Readonly<Record<string, unknown>>, message: string) => void;
}

/** Settings of {@link createReaper}. */
export interface ReaperOptions {
  /** Between SIGTERM and SIGKILL. */
  readonly graceMs: number;
  readonly log: ReaperLog;
  /** Sweeps asked for within this time share one scan, in milliseconds. Default 500. */
  readonly pauseMs?: number;
}

/** One scan reads the environment of every process (2–9 ms on a busy machine): one per run cost a quarter of the throughput. */
const SWEEP_PAUSE_MS = 500;

/** Ends orphans. */
export interface Reaper extends AsyncDisposable {
  /**
   * Ends every process of these runs, and every one marked by a run that `isOurs` knows; resolves when they are gone.
   * A daemon that died between the end of a run and its sweep left strays that no live row tells of.
   */
  readonly reap: (targets: readonly ReapTarget[], isOurs?: (runId: string) => boolean) => Promise<void>;
  /** Asks for a look at strays of a run that has ended; returns at once. Failures are logged. */
  readonly sweep: (runId: string) => void;
  /** Resolves when no sweep is waiting or running. */
  readonly idle: () => Promise<void>;
}

/** Creates a reaper. Disposing it looks once more at once for the sweeps asked for so far, and waits for that. */
export function createReaper({ graceMs, log, pauseMs = SWEEP_PAUSE_MS }: ReaperOptions): Reaper {
  let waiting = new Set<string>();
  let sweeping: Promise<void> | undefined;
  let endPause = () => {};
  let closed = false;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, closed ? 0 : pauseMs);
      timer.unref();
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
        log.warn({ error: String(error) }, "could not look for stray processes");
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
      await Promise.all(targets.map((target) => endRecorded(target, graceMs)));
      const count = await endMarkedProcesses((runId) => runs.has(runId) || isOurs(runId), { graceMs });
      if (count > 0) log.warn({ count, runs: runs.size }, "ended processes an earlier daemon had left");
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

/** Ends the recorded group, if its leader is still the process that was started. */
async function endRecorded({ pid, startTime }: ReapTarget, graceMs: number): Promise<void> {
  if (pid === undefined || startTime === undefined || !(await isSameProcess(pid, startTime))) return;
  await endProcessGroup(pid, { graceMs });
  if (!(await isGroupGone(pid))) await endProcesses([{ pid, startTime }], { graceMs: 0 });
}
