import type { ContainmentLack } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { describeContainment } from "./containment-report.js";

const without = (reason: ContainmentLack) =>
  describeContainment({ kind: "marks", reason, mount: "/mnt/groups" });

test("with control groups there is nothing to improve", () => {
  const status = describeContainment({ kind: "cgroup", folder: "/sys/fs/cgroup/tinyagi-1-2" });
  expect(status).toMatchObject({ kind: "cgroup", advice: null });
  expect(status.meaning).toContain("ends with the process");
});

test("without them, the exception is named, and a command that removes it", () => {
  for (const reason of ["mount", "permission", "systemd"] as const) {
    expect(without(reason).meaning).toContain("outlives its run");
    expect(without(reason).advice).toMatch(/: (sudo|systemd-run) /);
  }
  expect(without("permission").advice).toContain("mkdir /mnt/groups/tinyagi");
  expect(without("container").advice).toContain("/sys/fs/cgroup");
});

test("a system that has neither groups nor marks does not promise marks", () => {
  expect(without("system")).toMatchObject({ advice: null });
  expect(without("system").meaning).not.toContain("mark");
});
