import { describe, expect, test } from "vitest";
import { candidateFolders, cgroupFolder, cgroupMounts } from "./cgroup-folder.js";

const UNIFIED =
  "35 24 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate";
const HYBRID = [
  "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
  "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
  "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
].join("\n");
const CONTAINER =
  "730 729 0:30 /docker/0a1b /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate";

describe("the mounts of cgroup v2", () => {
  test("are found in a unified and in a hybrid hierarchy", () => {
    expect(cgroupMounts(UNIFIED)).toEqual([{ root: "/", folder: "/sys/fs/cgroup" }]);
    expect(cgroupMounts(HYBRID)).toEqual([{ root: "/", folder: "/sys/fs/cgroup/unified" }]);
  });

  test("do not include those that are read-only, as in most containers", () => {
    expect(cgroupMounts(CONTAINER)).toEqual([]);
  });

  test("may have spaces in their names", () => {
    const line = UNIFIED.replace("/sys/fs/cgroup", "/mnt/my\\040groups");
    expect(cgroupMounts(line)).toEqual([{ root: "/", folder: "/mnt/my groups" }]);
  });

  test("are none in an empty or broken text", () => {
    for (const text of ["", "\n\n", "35 24", "35 24 0:30 / /sys rw", " - cgroup2 x y"]) {
      expect(cgroupMounts(text)).toEqual([]);
    }
  });
});

describe("the folder of a process's group", () => {
  const all = { root: "/", folder: "/sys/fs/cgroup" };

  test("is below the mount", () => {
    expect(cgroupFolder(all, "0::/user.slice/a.scope\n")).toBe("/sys/fs/cgroup/user.slice/a.scope");
    expect(cgroupFolder(all, "0::/\n")).toBe("/sys/fs/cgroup");
    expect(cgroupFolder(all, "9:name=systemd:/x\n4:memory:/y\n0::/z\n")).toBe("/sys/fs/cgroup/z");
  });

  test("is relative to the part that is mounted", () => {
    const part = { root: "/docker/0a1b", folder: "/sys/fs/cgroup" };
    expect(cgroupFolder(part, "0::/docker/0a1b/inner\n")).toBe("/sys/fs/cgroup/inner");
    expect(cgroupFolder(part, "0::/docker/0a1b\n")).toBe("/sys/fs/cgroup");
    expect(cgroupFolder(part, "0::/docker/0a1bc\n")).toBeUndefined();
  });

  test("is unknown outside the mount, outside the namespace and without cgroup v2", () => {
    expect(cgroupFolder(all, "0::/../sibling\n")).toBeUndefined();
    expect(cgroupFolder(all, "4:memory:/y\n")).toBeUndefined();
    expect(cgroupFolder(all, "")).toBeUndefined();
  });
});

describe("the folders in which groups may be made", () => {
  test("start with the own group and end with the mount", () => {
    expect(candidateFolders(UNIFIED, "0::/user.slice/user@1000.service/app.slice\n")).toEqual([
      "/sys/fs/cgroup/user.slice/user@1000.service/app.slice",
      "/sys/fs/cgroup/user.slice/user@1000.service",
      "/sys/fs/cgroup/user.slice",
      "/sys/fs/cgroup",
    ]);
    expect(candidateFolders(HYBRID, "4:memory:/y\n0::/\n")).toEqual(["/sys/fs/cgroup/unified"]);
  });

  test("are none where cgroup v2 is read-only or missing", () => {
    expect(candidateFolders(CONTAINER, "0::/docker/0a1b\n")).toEqual([]);
    expect(candidateFolders("", "0::/\n")).toEqual([]);
  });
});
