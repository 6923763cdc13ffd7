import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CONTAINER_IMAGE, settingsSchema } from "@tinyagi/contracts";
import { createFakeRuntime } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkContainers } from "./container-check.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-doctor-containers-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const settings = (agents: Record<string, object>) =>
  settingsSchema.parse({
    agents: Object.fromEntries(
      Object.entries(agents).map(([id, agent]) => [id, { name: id, provider: "anthropic", ...agent }]),
    ),
  });
const check = (agents: Record<string, object>) => checkIn(agents, "/home/user/.tinyagi");
const checkIn = (agents: Record<string, object>, home: string) =>
  checkContainers(settings(agents), { env: { PATH: folder }, home });

describe.skipIf(process.platform !== "linux")("the doctor", () => {
  test("asks no runtime where no agent runs in a container", async () => {
    const runtime = createFakeRuntime(folder, { kind: "podman" });
    expect(await check({ coder: {} })).toEqual([]);
    expect(runtime.calls()).toEqual([]);
  });

  test("names the runtime, whether it is rootless, and the image", async () => {
    createFakeRuntime(folder, { kind: "podman", rootless: true, images: [CONTAINER_IMAGE] });
    expect(await check({ coder: { permissions: "container" } })).toEqual([
      { id: "containers", level: "ok", message: `@coder in podman 5.4.2 (rootless) with ${CONTAINER_IMAGE}` },
    ]);
  });

  test("warns where the runtime cannot keep every limit", async () => {
    createFakeRuntime(folder, { kind: "podman", images: [CONTAINER_IMAGE], controllers: ["memory", "pids"] });
    expect(await check({ coder: { permissions: "container" } })).toMatchObject([
      { level: "warning", message: expect.stringContaining("can limit only memory, pids here") },
    ]);
  });

  test("says for each image that is missing who needs it", async () => {
    createFakeRuntime(folder, { kind: "docker", images: ["mine:1"] });
    const found = await check({
      coder: { permissions: "container" },
      writer: { permissions: "container" },
      own: { permissions: "container", container: { image: "mine:1" } },
    });
    expect(found).toMatchObject([
      {
        level: "error",
        message: expect.stringContaining("@coder, @writer"),
        hint: "Make it: tinyagi container build",
      },
      { level: "ok", message: expect.stringContaining("@own in docker 28.2.2 (as root) with mine:1") },
    ]);
  });

  test("says that the path of the home is too long for the sockets of containers", async () => {
    createFakeRuntime(folder, { kind: "podman", rootless: true, images: [CONTAINER_IMAGE] });
    const found = await checkIn({ coder: { permissions: "container" } }, `/home/${"x".repeat(80)}`);
    expect(found.map(({ id, level }) => [id, level])).toEqual([
      ["containers", "ok"],
      ["containers.home-path", "error"],
    ]);
    expect(await checkIn({ coder: {} }, `/home/${"x".repeat(80)}`)).toEqual([]);
  });

  test("says how to install a missing runtime, and which agents have no program for a container", async () => {
    const found = await check({ demo: { permissions: "container", provider: "demo" } });
    expect(found.map(({ id }) => id)).toEqual(["containers", "containers.no-program"]);
    expect(found[0]).toMatchObject({
      level: "error",
      hint: expect.stringContaining("apt-get install podman"),
    });
  });
});
