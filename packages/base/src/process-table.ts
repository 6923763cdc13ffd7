/**
 * What the operating system knows about processes: identity (pid + start time) and the run mark in their
 * environment. Read only: nothing here sends a signal. A process that vanishes while being read is absent.
 */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { readEnvironment } from "./read-environment.js";

/** Environment variable that marks every process of a run. */
export const RUN_MARK = "TINYAGI_RUN_ID";

const PS_TIMEOUT_MS = 5_000;
const PS_OUTPUT_MAX_BYTES = 16 * 1024 * 1024;
/** Files of /proc read at the same time: enough to hide latency, few enough for a low descriptor limit. */
const SCAN_WIDTH = 16;
/** The parent of the kernel's threads. */
const KERNEL_PID = 2;
const PID_PATTERN = /^[1-9][0-9]*$/;
const run = promisify(execFile);

/** A process found by its mark. */
export interface MarkedProcess {
  readonly pid: number;
  readonly runId: string;
  readonly startTime: string;
}

/** A process of this machine. Zombies are included: what they used is not yet counted for their parents. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly isZombie: boolean;
  /** Processor time of the process and of its children that ended, milliseconds. */
  readonly processorMs: number;
}

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  readonly ticks: number;
  readonly startTicks: string;
}

/** What the kernel counts in, for every program: 100 a second, on all architectures that Node runs on. */
const TICK_MS = 10;
/** Own time and that of children, in user and system mode: fields 14 to 17. */
const TICK_FIELDS = [11, 12, 13, 14] as const;

/** Parses `/proc/<pid>/stat`. The name, field 2, may hold spaces and brackets: fields count from the last `)`. */
function parseStat(text: string): Stat | undefined {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group] = fields;
  const startTicks = fields[19];
  if (state === undefined || startTicks === undefined) return undefined;
  const ticks = TICK_FIELDS.reduce((sum, field) => sum + Number(fields[field]), 0);
  return { state, parent: Number(parent), group: Number(group), ticks, startTicks };
}

/** A zombie counts as gone. */
function startTimeIn(text: string): string | undefined {
  const stat = parseStat(text);
  return stat === undefined || stat.state === "Z" ? undefined : linuxStartTime(stat);
}

/** Ticks count from the boot, so the boot id makes them unique across restarts of the machine. */
function linuxStartTime(stat: Stat): string {
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  return `${bootId}:${stat.startTicks}`;
}

/**
 * Start time of a process as an opaque text that differs for every later process with the same pid.
 *
 * @returns Undefined when the process does not exist (a zombie counts as gone) or cannot be read.
 */
export async function processStartTime(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") {
    try {
      return startTimeIn(await readFile(`/proc/${pid}/stat`, "utf8"));
    } catch {
      return undefined; // Gone: the only reason why this file cannot be read.
    }
  }
  try {
    const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)], { timeout: PS_TIMEOUT_MS });
    return stdout.trim() === "" ? undefined : stdout.trim();
  } catch {
    return undefined; // ps exits with 1 for an unknown pid.
  }
}

/**
 * The same synchronously, for the code that has just started the process. Linux only: elsewhere it takes another program.
 *
 * @returns undefined elsewhere, and for a process that does not exist
 */
export function processStartTimeNow(pid: number): string | undefined {
  if (process.platform !== "linux") return undefined;
  try {
    return startTimeIn(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined; // Gone: the only reason why this file cannot be read.
  }
}

/** True when `pid` is still the process that had this start time. */
export async function isSameProcess(pid: number, startTime: string): Promise<boolean> {
  return (await processStartTime(pid)) === startTime;
}

/**
 * Finds every living process whose environment carries a run mark that `accept` takes, this process excepted.
 * Linux only; elsewhere the list is empty.
 */
export async function findMarkedProcesses(accept: (runId: string) => boolean): Promise<MarkedProcess[]> {
  if (process.platform !== "linux") return [];
  const prefix = `${RUN_MARK}=`;
  return scanProc(async (pid) => {
    if (pid === process.pid) return undefined;
    // latin1: the environment is bytes; decoding it as UTF-8 would cost more and gain nothing for an ASCII id.
    const environment = await readEnvironment({
      read: () => readFile(`/proc/${pid}/environ`, "latin1"),
      mayGetOne: () => isProgram(pid),
    });
    if (!environment.includes(prefix)) return undefined;
    const entry = environment.split("\0").find((item) => item.startsWith(prefix));
    const runId = entry?.slice(prefix.length);
    if (runId === undefined || runId === "" || !accept(runId)) return undefined;
    const startTime = await processStartTime(pid);
    return startTime === undefined ? undefined : { pid, runId, startTime };
  });
}

/** Not a zombie, and no thread of the kernel: neither has an environment. */
async function isProgram(pid: number): Promise<boolean> {
  const stat = parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
  return stat !== undefined && stat.state !== "Z" && stat.parent !== KERNEL_PID && pid !== KERNEL_PID;
}

/** Pids of the living members of a process group (Linux; elsewhere undefined: not known). Zombies do not live. */
export async function livingGroupMembers(group: number): Promise<number[] | undefined> {
  if (process.platform !== "linux") return undefined;
  return scanProc(async (pid) => {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
    return stat !== undefined && stat.group === group && stat.state !== "Z" ? pid : undefined;
  });
}

/** All processes of this machine that can be seen. @returns undefined where the system does not say */
export async function readProcesses(): Promise<ProcessEntry[] | undefined> {
  if (process.platform !== "linux") return readWithPs();
  return scanProc(async (pid) => {
    const stat = parseStat(await readFile(`/proc/${pid}/stat`, "utf8"));
    if (stat === undefined) return undefined;
    const { parent, group, ticks, state } = stat;
    return { pid, parent, group, isZombie: state === "Z", processorMs: ticks * TICK_MS };
  });
}

/** States of a thread that goes on as soon as the machine lets it: it waits for a processor, or for a disk. */
const WANTING: ReadonlySet<string | undefined> = new Set(["R", "D"]);

/** Whether a thread of these processes would work if it could. Elsewhere than on Linux, nobody knows: false. */
export async function wantsToWork(pids: readonly number[]): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const wanting = await Promise.all(pids.map((pid) => hasWantingThread(pid)));
  return wanting.includes(true);
}

async function hasWantingThread(pid: number): Promise<boolean> {
  try {
    for (const thread of await readdir(`/proc/${pid}/task`)) {
      const stat = parseStat(await readFile(`/proc/${pid}/task/${thread}/stat`, "utf8"));
      if (WANTING.has(stat?.state)) return true;
    }
  } catch {
    // It has ended, or a thread of it has: neither waits for anything.
  }
  return false;
}

/** The command line of a process, its words joined by spaces. @returns undefined for one that is gone or a zombie */
export async function readCommandLine(pid: number): Promise<string | undefined> {
  try {
    if (process.platform !== "linux") {
      const { stdout } = await run("ps", ["-o", "command=", "-p", String(pid)], { timeout: PS_TIMEOUT_MS });
      return stdout.trim() || undefined;
    }
    const words = await readFile(`/proc/${pid}/cmdline`, "utf8");
    return words.replaceAll("\0", " ").trim() || undefined;
  } catch {
    return undefined; // Gone: ps exits with 1, and the file does not exist.
  }
}

async function readWithPs(): Promise<ProcessEntry[] | undefined> {
  try {
    const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,pgid=,stat=,time="], {
      timeout: PS_TIMEOUT_MS,
      maxBuffer: PS_OUTPUT_MAX_BYTES,
    });
    return parseProcesses(stdout);
  } catch {
    return undefined; // A system without this ps does not say.
  }
}

/** Parses `ps -A -o pid=,ppid=,pgid=,stat=,time=`. Exported for tests. */
export function parseProcesses(output: string): ProcessEntry[] {
  return output.split("\n").flatMap((line) => {
    const [pid, parent, group, state, time] = line.trim().split(" ").filter(Boolean);
    const processorMs = parseMilliseconds(time ?? "");
    if (state === undefined || Number.isNaN(processorMs)) return [];
    const isZombie = state.startsWith("Z");
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), isZombie, processorMs }];
  });
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function parseMilliseconds(time: string): number {
  const [clock = "", days] = time.split("-", 2).reverse();
  const seconds = clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  return Math.round((seconds + Number(days ?? 0) * 86_400) * 1_000);
}

async function scanProc<T>(look: (pid: number) => Promise<T | undefined>): Promise<T[]> {
  const pids = (await readdir("/proc")).filter((name) => PID_PATTERN.test(name)).map(Number);
  const found: T[] = [];
  const worker = async () => {
    for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
      try {
        const hit = await look(pid);
        if (hit !== undefined) found.push(hit);
      } catch {
        // Gone meanwhile, or of another user: neither can be one of ours.
      }
    }
  };
  await Promise.all(Array.from({ length: SCAN_WIDTH }, worker));
  return found;
}
