/** Ends the processes that tests left, such as the daemon of a test that reached its time limit. Linux only. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const GRACE_MS = 5_000;
/** What the kernel needs to end a killed process. */
const KILL_MS = 5_000;
const LOOK_MS = 50;

/**
 * Processes whose environment has this folder as their `TMPDIR`: tests and all that they start inherit it.
 *
 * @returns {{ pid: number, command: string }[]}
 */
export function processesWith(folder) {
  return pids().flatMap((pid) => {
    const environment = read(`/proc/${pid}/environ`).split("\0");
    if (!environment.includes(`TMPDIR=${folder}`)) return [];
    return [{ pid, command: read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim() }];
  });
}

/** SIGTERM, then SIGKILL. Resolves with what was found, when it is gone. */
export async function endLeftovers(folder, graceMs = GRACE_MS) {
  const found = processesWith(folder);
  for (const { pid } of found) signal(pid, "SIGTERM");
  const end = Date.now() + graceMs;
  while (processesWith(folder).length > 0 && Date.now() < end) await delay(LOOK_MS);
  for (const { pid } of processesWith(folder)) signal(pid, "SIGKILL");
  while (processesWith(folder).length > 0 && Date.now() < end + KILL_MS) await delay(LOOK_MS);
  return found;
}

function pids() {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** A process can end at any moment, and those of other users cannot be read. */
function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
