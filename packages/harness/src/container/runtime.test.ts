import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTAINER_IMAGE, containerRules } from "@tinyagi/contracts";
import { createFakeRuntime, type FakeRuntimeOptions } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { containerState } from "./container-state.js";
import { containerUser, findRuntime } from "./runtime.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-runtime-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function fake(options: FakeRuntimeOptions): string {
  return createFakeRuntime(join(folder, options.kind), options).dir;
}
const at = (...folders: string[]) => ({ PATH: folders.join(":") });

test.each([
  ["docker", false],
  ["docker", true],
  ["podman", false],
  ["podman", true],
] as const)("%s says that rootless is %s", async (kind, rootless) => {
  const found = await findRuntime("auto", at(fake({ kind, rootless })));
  expect(found).toMatchObject({ kind, rootless, version: kind === "docker" ? "28.2.2" : "5.4.2" });
});

test("a rootless podman says what it can limit, docker limits everything", async () => {
  const podman = at(fake({ kind: "podman", rootless: true, controllers: ["memory", "pids"] }));
  expect(await findRuntime("auto", podman)).toMatchObject({ limits: ["memory", "pids"] });
  expect(await findRuntime("auto", at(fake({ kind: "docker" })))).toMatchObject({
    limits: ["memory", "cpu", "pids"],
  });
});

test("auto takes podman first, and docker if podman does not answer", async () => {
  const docker = fake({ kind: "docker" });
  expect(await findRuntime("auto", at(docker, fake({ kind: "podman" })))).toMatchObject({ kind: "podman" });
  const silent = fake({ kind: "podman", answers: false });
  expect(await findRuntime("auto", at(docker, silent))).toMatchObject({ kind: "docker" });
});

test("a runtime of the settings is never replaced with another one", async () => {
  expect(await findRuntime("podman", at(fake({ kind: "docker" })))).toMatchObject({
    problem: "missing",
    message: expect.stringContaining("podman"),
  });
});

test.each([
  ["docker", false, { kind: "ids", uid: 7, gid: 8 }],
  ["docker", true, { kind: "mapped-root" }],
  ["podman", false, { kind: "ids", uid: 7, gid: 8 }],
  ["podman", true, { kind: "keep-id", uid: 7, gid: 8 }],
] as const)("files of %s (rootless: %s) belong to the daemon's user", (kind, rootless, user) => {
  expect(containerUser({ kind, rootless }, { uid: 7, gid: 8 })).toEqual(user);
});

test("what is missing is named with the command that brings it", async () => {
  const rules = containerRules({}, undefined);
  const none = await containerState(rules, at(folder), "linux");
  expect(none).toMatchObject({ kind: "runtime", hint: expect.stringContaining("apt-get install podman") });
  const bare = at(fake({ kind: "docker" }));
  expect(await containerState(rules, bare, "linux")).toMatchObject({
    kind: "image",
    hint: "Make it: tinyagi container build",
  });
  expect(await containerState({ ...rules, image: "mine:2" }, bare, "linux")).toMatchObject({
    hint: "Fetch it: docker pull mine:2",
  });
  const ready = at(fake({ kind: "docker", images: [CONTAINER_IMAGE] }));
  expect(await containerState(rules, ready, "linux")).toMatchObject({ kind: "ready" });
  expect(await containerState(rules, ready, "darwin")).toMatchObject({ kind: "system" });
});
