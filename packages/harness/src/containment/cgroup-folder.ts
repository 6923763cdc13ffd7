/**
 * Where cgroup v2 can be reached, read from the texts of `/proc`. Pure: whether a folder may really be used shows only
 * when a process is moved there.
 *
 * @see https://docs.kernel.org/admin-guide/cgroup-v2.html
 */

import { withoutEnd } from "@tinyagi/contracts";

/** Path of the v2 group in `/proc/<pid>/cgroup`. The lines of v1 hierarchies have a number other than 0. */
const V2_LINE = /^0::(\/.*)$/m;
/** Spaces, tabs, newlines and backslashes in a mount point. */
const OCTAL_ESCAPE = /\\([0-7]{3})/g;

/** A mounted cgroup v2 hierarchy. */
export interface CgroupMount {
  /** The group that is visible at `folder`. `/` unless only a part is mounted. */
  readonly root: string;
  readonly folder: string;
}

/** The writable cgroup v2 mounts of a `/proc/self/mountinfo`. */
export function cgroupMounts(mountinfo: string): CgroupMount[] {
  return mountinfo.split("\n").flatMap((line) => {
    const [fields = "", filesystem = ""] = line.split(" - ");
    const [, , , root, folder, options] = fields.split(" ");
    if (root === undefined || folder === undefined || options === undefined) return [];
    if (!filesystem.startsWith("cgroup2 ") || options.split(",").includes("ro")) return [];
    return [{ root: unescaped(root), folder: unescaped(folder) }];
  });
}

/** Folder of the group of a `/proc/<pid>/cgroup` in a mount. Undefined if the mount does not show it. */
export function cgroupFolder(mount: CgroupMount, processCgroup: string): string | undefined {
  const path = V2_LINE.exec(processCgroup)?.[1];
  if (path === undefined || path.split("/").includes("..")) return undefined;
  const root = mount.root === "/" ? "" : mount.root;
  if (path !== root && !path.startsWith(`${root}/`)) return undefined;
  return withoutEnd(`${mount.folder}${path.slice(root.length)}`, "/");
}

/**
 * Folders in which a process may be allowed to make groups: its own group first, so that limits and the stop of a systemd
 * unit also reach the new groups, then each group around it.
 */
export function candidateFolders(mountinfo: string, ownCgroup: string): string[] {
  return cgroupMounts(mountinfo).flatMap((mount) => {
    const own = cgroupFolder(mount, ownCgroup);
    if (own === undefined) return [];
    const names = own.slice(mount.folder.length).split("/").filter(Boolean);
    return names
      .map((_, index) => [mount.folder, ...names.slice(0, names.length - index)].join("/"))
      .concat(mount.folder);
  });
}

function unescaped(text: string): string {
  return text.replace(OCTAL_ESCAPE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
