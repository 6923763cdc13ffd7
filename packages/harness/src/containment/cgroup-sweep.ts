/**
 * Ends what a killed daemon left in the groups of its home, wherever that daemon ran. Groups are recognised by their name
 * (device and inode of the home), so it never touches those of another daemon. It never ends the group it runs in.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { endGroup, groupsIn, removeIfEmpty } from "./cgroup-end.js";
import { cgroupFolder, cgroupMounts } from "./cgroup-folder.js";

const HOME_NAME = /^tinyagi-[0-9]+-[0-9]+$/;
const PID = /^[1-9][0-9]*$/;

/**
 * Ends every group of a home.
 *
 * @param folder - Where this daemon makes the groups. An earlier one may have used another folder with the same name: for
 *   example, when it was started in another login session.
 * @returns number of processes found
 */
export async function sweepGroups(folder: string, options: { graceMs: number }): Promise<number> {
  const name = basename(folder);
  const mounts = cgroupMounts(readFileSync("/proc/self/mountinfo", "utf8"));
  const resolveFolder = (text: string) =>
    mounts.map((mount) => cgroupFolder(mount, text)).find((found) => found !== undefined);
  const homes = new Set([folder]);
  for (const text of cgroupsOfProcesses(name)) {
    const found = resolveFolder(text);
    if (found !== undefined) homes.add(upTo(name, found));
  }
  const ownFolder = `${resolveFolder(readCgroup("self")) ?? ""}/`;
  const groups = (await Promise.all([...homes].map(groupsIn))).flat();
  const others = groups.filter((group) => !ownFolder.startsWith(`${group}/`));
  // A group that cannot be ended must not save the others.
  const ends = await Promise.allSettled(others.map((group) => endGroup(group, options)));
  await Promise.all([...homes].map(removeIfEmpty));
  await removeEmptyHomes(dirname(folder));
  const failure = ends.find((end) => end.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  return ends.reduce((sum, end) => sum + (end.status === "fulfilled" ? end.value.found : 0), 0);
}

/**
 * Removes the empty groups of other homes: of daemons that were killed and whose home is gone. A daemon that still uses
 * its group makes it again.
 */
async function removeEmptyHomes(parent: string): Promise<void> {
  const others = (await groupsIn(parent)).filter((group) => HOME_NAME.test(basename(group)));
  // Most of them are in use or belong to other users.
  await Promise.allSettled(others.map(removeIfEmpty));
}

/** `/a/tinyagi-1-2/run/inner` up to the group of the home. */
function upTo(name: string, folder: string): string {
  const parts = folder.split("/");
  return parts.slice(0, parts.indexOf(name) + 1).join("/");
}

/**
 * The different cgroups of all living processes in a group of this name. Synchronous: it runs before the daemon serves,
 * and costs 15 µs a process.
 */
function cgroupsOfProcesses(name: string): Set<string> {
  const texts = readdirSync("/proc")
    .filter((entry) => PID.test(entry))
    .map(readCgroup);
  return new Set(texts.filter((text) => text.includes(`/${name}/`)));
}

function readCgroup(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, "utf8");
  } catch {
    return ""; // The process ended meanwhile.
  }
}
