/**
 * Whether a pid is still the process it was: pids are reused, start times are not. The text has the form the
 * daemon writes into `daemon.json` (Linux: boot id and ticks; elsewhere: the start time `ps` tells).
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const PS_TIMEOUT_MS = 5_000;
/** Fields of /proc/<pid>/stat after the name: state is the first, the start in ticks the twentieth. */
const STATE_FIELD = 0;
const START_FIELD = 19;
const run = promisify(execFile);

/** Start time of a living process; undefined when there is none (a zombie counts as gone). */
export async function processStartTime(pid: number): Promise<string | undefined> {
  return process.platform === "linux" ? linuxStartTime(pid) : psStartTime(pid);
}

/** True when `pid` lives and is still the process that had this start time. */
export async function isSameProcess(pid: number, startTime: string): Promise<boolean> {
  return (await processStartTime(pid)) === startTime;
}

async function linuxStartTime(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may hold spaces and brackets itself: fields count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = fields[START_FIELD];
    if (ticks === undefined || fields[STATE_FIELD] === "Z") return undefined;
    const bootId = await readFile("/proc/sys/kernel/random/boot_id", "utf8");
    return `${bootId.slice(0, 8)}:${ticks}`;
  } catch {
    // The file is readable for everybody as long as the process exists.
    return undefined;
  }
}

async function psStartTime(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)], { timeout: PS_TIMEOUT_MS });
    return stdout.trim() === "" ? undefined : stdout.trim();
  } catch {
    // `ps` exits with 1 for a pid that does not exist.
    return undefined;
  }
}
