/**
 * Ends the processes of runs that nobody watches any more: at start, those of a daemon that crashed; while it runs, those of
 * an agent host that died. Must never signal a pid that now belongs to another program.
 */
import { isSameProcess } from "@tinyagi/base/process-table";
import { NO_CONTAINMENT } from "../containment/containment.js";
import type { Containment } from "../containment/containment-contract.js";
import { endMarkedProcesses, endProcesses, endProcessGroup, isGroupGone } from "./process-group.js";

/** A run that was active when nobody watched it any more. */
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
  /** Ends what is left in containers of a runtime, of this home. Default: there are none. @returns their number */
  readonly sweepContainers?: () => Promise<number>;
  /** Holds the processes of this home's runs. Default: none. */
  readonly containment?: Containment;
}

/** Ends orphans. */
export interface Reaper {
  /**
   * Ends every process of these runs, and every process with a mark that `isOurs` accepts. Resolves when they are gone.
   * `isOurs` is needed because a daemon can crash after a run has ended and before its sweep.
   */
  readonly reap: (targets: readonly ReapTarget[], isOurs?: (mark: string) => boolean) => Promise<void>;
}

/** Creates a reaper. */
export function createReaper({
  graceMs,
  log,
  containment = NO_CONTAINMENT,
  sweepContainers = async () => 0,
}: ReaperOptions): Reaper {
  return {
    reap: async (targets, isOurs = () => false) => {
      const runs = new Set(targets.map(({ runId }) => runId));
      // At once: a container is no process of ours, and whatever runs in it belongs to a run that nobody watches.
      const [contained, left] = await Promise.all([containment.sweep({ graceMs }), sweepContainers()]);
      await Promise.all(targets.map((target) => endRecorded(target, graceMs)));
      const marked = await endMarkedProcesses((mark) => runs.has(mark) || isOurs(mark), { graceMs });
      const count = contained + left + marked;
      if (count > 0) log.warn({ count, runs: runs.size }, "ended processes that nobody watched any more");
    },
  };
}

/** Ends the recorded group if its leader is still the process that the run started. */
async function endRecorded({ pid, startTime }: ReapTarget, graceMs: number): Promise<void> {
  if (pid === undefined || startTime === undefined || !(await isSameProcess(pid, startTime))) return;
  await endProcessGroup(pid, { graceMs });
  if (!(await isGroupGone(pid))) await endProcesses([{ pid, startTime }], { graceMs: 0 });
}
