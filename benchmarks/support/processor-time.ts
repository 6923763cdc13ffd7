/** Processor time of processes, from `/proc` (Linux). Unlike wall time, it hardly depends on what else the machine does. */
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of 10 ms, the unit of `/proc/PID/stat` on Linux. */
const TICK_MS = 10;

/** User and system time together, in milliseconds. */
export interface ProcessorTime {
  /** Of the process itself, with all of its threads. */
  readonly own: number;
  /** Of its children that have ended, and of theirs. */
  readonly children: number;
}

export function processorTime(pid: number): ProcessorTime {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The program's name, in parentheses, may contain spaces.
  const [user, system, childUser, childSystem] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return {
    own: ((user ?? Number.NaN) + (system ?? Number.NaN)) * TICK_MS,
    children: ((childUser ?? Number.NaN) + (childSystem ?? Number.NaN)) * TICK_MS,
  };
}

/** Pids of the living children of a process. */
export function listChildren(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}
