import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeRuntime } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HOME_LABEL, homeLabel } from "./containers.js";
import { sweepContainers } from "./sweep-containers.js";

let folder: string;
const logged: string[] = [];
const log = { warn: (_: unknown, message: string) => void logged.push(message) };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-sweep-"));
  mkdirSync(join(folder, "state"));
  logged.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a daemon that was killed together with its host leaves it. */
function leave(name: string, home: string): void {
  mkdirSync(join(folder, "bin/containers"), { recursive: true });
  const labels = [`${HOME_LABEL}=${homeLabel(home)}`];
  writeFileSync(
    join(folder, "bin/containers", `${name}.json`),
    JSON.stringify({ pid: 0x7f_ff_ff_ff, labels }),
  );
}
const sweep = (stateFolder = join(folder, "state")) =>
  sweepContainers({ home: "/home/a", stateFolder, hostEnv: { PATH: join(folder, "bin") }, log });

test("containers that an earlier daemon of this home left are removed, those of another home stay", async () => {
  const runtime = createFakeRuntime(join(folder, "bin"), { kind: "podman" });
  leave("mine-1", "/home/a");
  leave("mine-2", "/home/a");
  leave("other", "/home/b");
  expect(await sweep()).toBe(2);
  expect(runtime.containers()).toEqual(["other"]);
});

test("a home that never had a container asks no runtime", async () => {
  const runtime = createFakeRuntime(join(folder, "bin"), { kind: "docker" });
  expect(await sweep(join(folder, "never"))).toBe(0);
  expect(runtime.calls()).toEqual([]);
});

test("a runtime that does not answer delays no start, and is in the log", async () => {
  createFakeRuntime(join(folder, "bin"), { kind: "docker", answers: false });
  expect(await sweep()).toBe(0);
  expect(logged).toEqual(["could not look for containers that are left"]);
});
