/**
 * Ends every process of one control group, then removes the group. Must never wait longer than the grace plus
 * {@link KILL_WAIT_MS}, and never signals this process.
 */
import { rmdirSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Longest wait after SIGKILL. A process in uninterruptible sleep can take longer than any limit. */
const KILL_WAIT_MS = 500;
const FIRST_POLL_MS = 1;
const MAX_POLL_MS = 50;

/** How a group ended. */
export interface GroupEnd {
  /** Number of processes that were alive. */
  readonly found: number;
  /** False if processes survived SIGKILL. Their group remains. */
  readonly gone: boolean;
}

/**
 * Ends a group: SIGTERM, a grace period, SIGKILL.
 *
 * @param options - `graceMs`: milliseconds between SIGTERM and SIGKILL.
 */
export async function endGroup(folder: string, options: { graceMs: number }): Promise<GroupEnd> {
  // Nearly every group is empty when its program has ended. Then this one call is all.
  if (await removeIfEmpty(folder)) return { found: 0, gone: true };
  const pids = await processesIn(folder);
  if (options.graceMs > 0) {
    for (const pid of pids) signal(pid, "SIGTERM");
    if (await waitUntil(() => removeTree(folder), options.graceMs)) return { found: pids.length, gone: true };
  }
  const killed = async () => {
    await kill(folder);
    return removeTree(folder);
  };
  return { found: pids.length, gone: await waitUntil(killed, KILL_WAIT_MS) };
}

/** `cgroup.kill` needs Linux 5.14 and an ordinary group, not one of threads. */
async function kill(folder: string): Promise<void> {
  if (!(await write(folder, { file: "cgroup.kill", text: "1" }))) await killFrozen(folder);
}

/**
 * Kills every process of a group without `cgroup.kill`. A frozen group cannot fork, so one pass reaches all of it. Linux
 * before 5.2 cannot freeze: there, only repeated passes do. Exported for tests.
 */
export async function killFrozen(folder: string): Promise<void> {
  const frozen = async () => (await read(folder, "cgroup.events"))?.includes("frozen 1") === true;
  if (await write(folder, { file: "cgroup.freeze", text: "1" })) await waitUntil(frozen, KILL_WAIT_MS);
  for (const pid of await processesIn(folder)) signal(pid, "SIGKILL");
  await write(folder, { file: "cgroup.freeze", text: "0" });
}

/** Pids of a group and of the groups that its processes made in it. */
export async function processesIn(folder: string): Promise<number[]> {
  const own = await read(folder, "cgroup.procs");
  const pids = own === undefined ? await leadersIn(folder) : toNumbers(own);
  const inner = await Promise.all((await groupsIn(folder)).map(processesIn));
  // 0 stands for a process of another PID namespace.
  return [...new Set([...pids, ...inner.flat()])].filter((pid) => pid > 1 && pid !== process.pid);
}

/** Pids of a group of threads, which lists only threads. */
async function leadersIn(folder: string): Promise<number[]> {
  const threads = toNumbers((await read(folder, "cgroup.threads")) ?? "");
  const statuses = threads.map((thread) => read(`/proc/${thread}`, "status"));
  return (await Promise.all(statuses)).map((status) =>
    Number(/^Tgid:\s*(\d+)$/m.exec(status ?? "")?.[1] ?? 0),
  );
}

function toNumbers(lines: string): number[] {
  return lines.split("\n").map(Number);
}

/** Removes a group and those in it. Returns false while one of them has a living process. */
async function removeTree(folder: string): Promise<boolean> {
  if ((await read(folder, "cgroup.events"))?.includes("populated 1")) return false;
  for (const inner of await groupsIn(folder)) if (!(await removeTree(inner))) return false;
  return removeIfEmpty(folder);
}

/**
 * Removes a group without processes and without groups in it. Returns false if it has some. Synchronous inside: the kernel
 * needs 30 µs, and a hop to the thread pool and back would delay the end of each run by more.
 */
export async function removeIfEmpty(folder: string): Promise<boolean> {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    // Busy: it has processes, or had some a moment ago.
    if (isMissing(error)) return true;
    if (getCode(error) === "EBUSY" || getCode(error) === "ENOTEMPTY") return false;
    throw error;
  }
}

/** The groups in a group. */
export async function groupsIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Returns undefined if a group of threads has no such file. A group or process that is gone has empty ones. */
async function read(folder: string, file: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, file), "utf8");
  } catch (error) {
    if (getCode(error) === "ENOTSUP") return undefined;
    if (isMissing(error)) return "";
    throw error;
  }
}

/** Returns false if the kernel has no such file, a group of threads has none, or the group is gone. */
async function write(folder: string, { file, text }: { file: string; text: string }): Promise<boolean> {
  try {
    // Not "w": creating a file in a group is forbidden, and the error would hide that it does not exist.
    await writeFile(join(folder, file), text, { flag: "r+" });
    return true;
  } catch (error) {
    if (isMissing(error) || getCode(error) === "ENOTSUP") return false;
    throw error;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Gone, or a process of another user that only SIGKILL of the whole group reaches.
    if (getCode(error) !== "ESRCH" && getCode(error) !== "EPERM") throw error;
  }
}

/** ENODEV, ESRCH: the group was removed, or the process ended, while its file was open. */
function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENODEV", "ESRCH"].includes(getCode(error) ?? "");
}

function getCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function waitUntil(done: () => Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (let pause = FIRST_POLL_MS; ; pause = Math.min(pause * 2, MAX_POLL_MS)) {
    if (await done()) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await delay(Math.min(pause, left));
  }
}
