/**
 * Chooses, once at the start of a daemon, how the processes of its runs are kept together. The choice is plain data: the
 * process that starts agents receives it. A control group is chosen only after a process was moved into one.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ContainmentLack } from "@tinyagi/contracts";
import { candidateFolders } from "./cgroup-folder.js";
import { enterGroup } from "./enter-group.js";
import { makeGroup } from "./make-group.js";

const PROBE_TIMEOUT_MS = 5_000;
const run = promisify(execFile);

/** How runs are kept together. */
export type ContainmentPlace =
  | {
      readonly kind: "cgroup";
      /** Folder of the home's group. The group of each program is a folder in it. */
      readonly folder: string;
    }
  | {
      readonly kind: "marks";
      readonly reason: ContainmentLack;
      /** Where cgroup v2 is mounted, if it is. */
      readonly mount: string | undefined;
    };

/**
 * Finds a folder in which this process may make control groups.
 *
 * @param home - The folder of the daemon. Its device and inode name the group, so two daemons never share one.
 */
export async function findContainmentPlace(home: string): Promise<ContainmentPlace> {
  if (process.platform !== "linux") return { kind: "marks", reason: "system", mount: undefined };
  const name = await groupName(home);
  const parents = await candidates();
  for (const parent of parents) {
    const folder = join(parent, name);
    if (await canContain(folder)) return { kind: "cgroup", folder };
  }
  // The last one contains all others.
  return { kind: "marks", reason: missingReason(parents), mount: parents.at(-1) };
}

/** Name of a home's group. */
export async function groupName(home: string): Promise<string> {
  const { dev, ino } = await stat(home, { bigint: true });
  return `tinyagi-${dev}-${ino}`;
}

async function candidates(): Promise<string[]> {
  try {
    const texts = ["/proc/self/mountinfo", "/proc/self/cgroup"].map((path) => readFile(path, "utf8"));
    const [mountinfo = "", own = ""] = await Promise.all(texts);
    return candidateFolders(mountinfo, own);
  } catch {
    return []; // No /proc, or a kernel without control groups.
  }
}

/** A folder that looks writable proves nothing: moving a process also needs a permission on the groups around it. */
async function canContain(folder: string): Promise<boolean> {
  const probe = join(folder, "probe");
  try {
    makeGroup(probe);
    const { command, args } = enterGroup(probe, { command: "cat", args: ["/proc/self/cgroup"] });
    const { stdout } = await run(command, args, { timeout: PROBE_TIMEOUT_MS });
    return stdout.trimEnd().endsWith("/probe");
  } catch {
    return false;
  } finally {
    // The group of the home may hold what an earlier daemon left. The sweep ends that.
    await rmdir(probe).catch(() => {});
    await rmdir(folder).catch(() => {});
  }
}

function missingReason(parents: readonly string[]): ContainmentLack {
  if (parents.length > 0) return existsSync("/run/systemd/system") ? "systemd" : "permission";
  return existsSync("/.dockerenv") || existsSync("/run/.containerenv") ? "container" : "mount";
}
