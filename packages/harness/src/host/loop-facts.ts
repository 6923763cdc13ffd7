/**
 * What the kernel says about the main thread of a process and about the machine. It tells a loop that hangs from one that
 * gets no processor. Linux only. Reads, never writes.
 */
import { readFileSync } from "node:fs";

/** Counters since the start of the process or the machine; only differences mean something. */
export interface LoopFacts {
  /** Letter of the kernel: `R` runs or waits for a processor, `S` sleeps, `D` waits for the disk, `T` is stopped. */
  readonly state: string;
  /** Milliseconds on a processor. */
  readonly ranMs: number;
  /** Milliseconds in which it could have run, but no processor was free. */
  readonly waitedMs: number;
  /** Of all processors together, in ticks. */
  readonly machine: { readonly idle: number; readonly all: number };
}

const NS_PER_MS = 1e6;
/** In `/proc/stat`: idle time and time in which a processor only waits for a disk. */
const IDLE_FIELDS = [3, 4];
/** After it come times that are counted before already. */
const FIELDS = 8;

/** @returns undefined for a process that is gone, and on a system that does not say it */
export function readLoopFacts(pid: number): LoopFacts | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [ran, waited] = numbersIn(readFileSync(`/proc/${pid}/schedstat`, "utf8"));
    const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n", 1);
    const times = numbersIn(line.replace("cpu", "")).slice(0, FIELDS);
    if (ran === undefined || waited === undefined || times.length < FIELDS) return undefined;
    return {
      // The name, in brackets, may itself contain brackets.
      state: stat.charAt(stat.lastIndexOf(")") + 2),
      ranMs: ran / NS_PER_MS,
      waitedMs: waited / NS_PER_MS,
      machine: {
        idle: IDLE_FIELDS.reduce((sum, field) => sum + (times[field] ?? 0), 0),
        all: times.reduce((sum, time) => sum + time, 0),
      },
    };
  } catch {
    // The process is gone, or the kernel was built without these figures: then only the clock counts.
    return undefined;
  }
}

function numbersIn(text: string): number[] {
  return text.trim().split(/\s+/).map(Number);
}
