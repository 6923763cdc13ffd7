import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { chown } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { candidateFolders } from "./cgroup-folder.js";
import { type ContainmentPlace, findContainmentPlace, groupName } from "./containment-place.js";

/** `nobody` on every Linux. */
const ORDINARY_USER = 65_534;
const home = mkdtempSync(join(tmpdir(), "tinyagi-place-"));
const machine = await findContainmentPlace(home);
const asRoot = process.platform === "linux" && process.getuid?.() === 0 && machine.kind === "cgroup";
/** `npm test` counts and names what was skipped. */
const NEEDS: { skip: boolean; meta: object } = {
  skip: !asRoot,
  meta: { missing: asRoot ? [] : ["control groups"] },
};

rmSync(home, { recursive: true });

function ownGroup(): string {
  const read = (name: string) => readFileSync(`/proc/self/${name}`, "utf8");
  return candidateFolders(read("mountinfo"), read("cgroup"))[0] ?? "";
}

/** What an ordinary user finds. */
async function asOrdinaryUser(): Promise<ContainmentPlace> {
  const path = mkdtempSync(join(tmpdir(), "tinyagi-place-"));
  try {
    process.seteuid?.(ORDINARY_USER);
    return await findContainmentPlace(path);
  } finally {
    process.seteuid?.(0);
    rmSync(path, { recursive: true });
  }
}

describe("an ordinary user", NEEDS, () => {
  test("without a control group of their own gets marks, and the reason", async () => {
    const place = await asOrdinaryUser();
    expect(place.kind).toBe("marks");
    expect(["permission", "systemd"]).toContain("reason" in place ? place.reason : "");
  });

  test("in a control group of their own gets control groups inside it", async () => {
    const before = ownGroup();
    const delegated = join(before, `tinyagi-test-${process.pid}`);
    mkdirSync(delegated);
    try {
      for (const name of ["", "cgroup.procs"])
        await chown(join(delegated, name), ORDINARY_USER, ORDINARY_USER);
      writeFileSync(join(delegated, "cgroup.procs"), String(process.pid));
      const place = await asOrdinaryUser();
      expect(place).toEqual({ kind: "cgroup", folder: expect.stringMatching(`^${delegated}/tinyagi-`) });
    } finally {
      writeFileSync(join(before, "cgroup.procs"), String(process.pid));
      rmdirSync(delegated);
    }
  });
});

test("a daemon that runs in a group of threads gets control groups inside it", NEEDS, async () => {
  const before = ownGroup();
  const outer = join(before, `tinyagi-test-${process.pid}`);
  const threads = join(outer, "threads");
  const path = mkdtempSync(join(tmpdir(), "tinyagi-place-"));
  for (const group of [outer, threads]) mkdirSync(group);
  try {
    writeFileSync(join(threads, "cgroup.type"), "threaded");
    writeFileSync(join(threads, "cgroup.procs"), String(process.pid));
    expect(await findContainmentPlace(path)).toEqual({
      kind: "cgroup",
      folder: expect.stringMatching(`^${threads}/tinyagi-`),
    });
  } finally {
    writeFileSync(join(before, "cgroup.procs"), String(process.pid));
    for (const group of [threads, outer]) rmdirSync(group);
    rmSync(path, { recursive: true });
  }
});

test("two homes never share a group", async () => {
  const paths = [1, 2].map(() => mkdtempSync(join(tmpdir(), "tinyagi-place-")));
  const names = await Promise.all(paths.map(groupName));
  expect(new Set(names).size).toBe(2);
  for (const path of paths) rmSync(path, { recursive: true });
});
