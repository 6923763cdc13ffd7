/**
 * Ends processes reliably: SIGTERM, a grace period, SIGKILL. Must never signal a pid that may belong to another process,
 * nor pid 0, 1 or this process. Never waits longer than the grace plus {@link KILL_WAIT_MS}.
 */
import { setTimeout as delay } from "node:timers/promises";
import {
  findMarkedProcesses,
  isSameProcess,
  livingGroupMembers,
  type MarkedProcess,
} from "@tinyagi/base/process-table";

/** Longest wait after SIGKILL. A process in uninterruptible sleep can take longer than any limit. */
const KILL_WAIT_MS = 500;
const FIRST_POLL_MS = 5;
const MAX_POLL_MS = 50;
/** Number of scans for marked processes. A process that forks during a scan can escape it. */
const MARK_ROUNDS = 5;

/** How a group ended. */
export type EndOutcome = "gone" | "terminated" | "killed";

/**
 * Ends the process group `group` (the pid of its leader).
 *
 * @param options - `graceMs`: milliseconds between SIGTERM and SIGKILL.
 * @returns `gone` if no process was alive, `terminated` if SIGTERM was enough, otherwise `killed`.
 */
export async function endProcessGroup(group: number, options: { graceMs: number }): Promise<EndOutcome> {
  if (!isSafePid(group) || !signal(-group, "SIGTERM")) return "gone";
  if (await waitUntil(() => isGroupGone(group), options.graceMs)) return "terminated";
  signal(-group, "SIGKILL");
  await waitUntil(() => isGroupGone(group), KILL_WAIT_MS);
  return "killed";
}

/** True if a group has no living member. Zombies do not count: a container without init never reaps them. */
export async function isGroupGone(group: number): Promise<boolean> {
  if (!signal(-group, 0)) return true;
  const members = await livingGroupMembers(group);
  return members !== undefined && members.length === 0;
}

/**
 * Ends every process whose run mark `accept` accepts (Linux only), including those that left their group with setsid.
 *
 * @returns Number of processes that were found.
 */
export async function endMarkedProcesses(
  accept: (runId: string) => boolean,
  options: { graceMs: number },
): Promise<number> {
  const seen = new Set<number>();
  for (let round = 0; round < MARK_ROUNDS; round += 1) {
    const found = await findMarkedProcesses(accept);
    if (found.length === 0) break;
    for (const { pid } of found) seen.add(pid);
    // Later rounds find processes that were started during the first one. They get no grace.
    await endProcesses(found, { graceMs: round === 0 ? options.graceMs : 0 });
  }
  return seen.size;
}

/** Ends single processes. Checks the start time of each before every signal. */
export async function endProcesses(
  targets: readonly Pick<MarkedProcess, "pid" | "startTime">[],
  options: { graceMs: number },
): Promise<void> {
  const alive = async () => {
    const same = await Promise.all(targets.map(({ pid, startTime }) => isSameProcess(pid, startTime)));
    return targets.filter((_, index) => same[index]);
  };
  const allGone = async () => (await alive()).length === 0;
  for (const { pid } of await alive()) signalOne(pid, "SIGTERM");
  if (options.graceMs > 0 && (await waitUntil(allGone, options.graceMs))) return;
  for (const { pid } of await alive()) signalOne(pid, "SIGKILL");
  await waitUntil(allGone, KILL_WAIT_MS);
}

function signalOne(pid: number, name: NodeJS.Signals): void {
  if (isSafePid(pid)) signal(pid, name);
}

/** Signalling group 0 or 1 would reach this process or the whole machine. */
function isSafePid(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 1 && pid !== process.pid;
}

/** Sends a signal. Returns false if no process received it. */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(target, name);
    return true;
  } catch (error) {
    // EPERM: the process belongs to another user. ESRCH: there is no such process. In both cases it is not ours.
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ESRCH" || code === "EPERM") return false;
    throw error;
  }
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
