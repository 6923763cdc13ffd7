/**
 * A disk that is full: every write through the API is refused with a reason, nothing half-written stays, and what was
 * there stays as it was. The home is on a small file system of its own, which only root can mount.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const DISK_BYTES = 24 * 1024 * 1024;
const TEMPORARY = /\.(tmp|part|new)$|^\.(making|restore|probe)-/;

let stage: Stage;
let daemon: Daemon;
let mounted = false;

function mountDisk(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_BYTES},mode=700`, "tmpfs", folder], {
      stdio: "ignore",
    });
    return true;
  } catch {
    // Without the right to mount, the tests of this file are skipped.
    return false;
  }
}

beforeAll(async () => {
  stage = await openStage();
  mounted = mountDisk(stage.place.home);
  if (!mounted) return;
  stage.place.writeSettings({ agents: { coder: { name: "Coder", provider: "demo", model: "" } } });
  daemon = await stage.start();
});
afterAll(async () => {
  if (mounted) {
    rmSync(ballast(), { force: true });
    await daemon.stop({ hurry: true });
    execFileSync("umount", ["-l", stage.place.home]);
  }
  await stage[Symbol.asyncDispose]();
});

const ballast = () => join(stage.place.home, "ballast");

/** The daemon writes, too: what is free changes while the disk is filled. */
function fillDisk(): void {
  const { blocks, bsize } = statfsSync(stage.place.home);
  try {
    writeFileSync(ballast(), Buffer.alloc(blocks * bsize));
  } catch (error) {
    expect(error).toMatchObject({ code: "ENOSPC" });
  }
}

const settingsText = () => readFileSync(join(stage.place.home, "settings.json"), "utf8");

const leftovers = () =>
  readdirSync(stage.place.home, { recursive: true, withFileTypes: true })
    .filter((entry) => TEMPORARY.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));

const WRITES: readonly [string, string, string, unknown][] = [
  ["a change of the settings", "PUT", "/api/settings", { default_agent: "coder" }],
  ["a new agent", "PUT", "/api/agents/extra", { name: "Extra", provider: "demo", model: "" }],
  [
    "an upload",
    "POST",
    "/api/files",
    { name: "notes.txt", data: Buffer.alloc(200_000, 7).toString("base64") },
  ],
  ["a backup", "POST", "/api/backups", {}],
];

describe("on a full disk", () => {
  it.each(WRITES)(
    "%s is refused with its reason, and leaves nothing behind",
    async (_what, method, path, body) => {
      if (!mounted) return;
      const settings = settingsText();
      fillDisk();
      const answer = await daemon.call<{ error: string; code: string }>(method, path, { body });
      rmSync(ballast());
      expect(answer).toMatchObject({ status: 507, body: { code: "STORAGE_FULL" } });
      expect(answer.body.error).toContain("the disk is full");
      expect(answer.body.error).toContain("Free some space");
      expect(leftovers()).toEqual([]);
      expect(settingsText()).toBe(settings);
      expect((await daemon.call(method, path, { body })).status).toBeLessThan(300);
    },
  );

  it("a browser can log in, and leaves nothing behind", async () => {
    if (!mounted) return;
    const { ticket } = await daemon.client.call("createTicket");
    fillDisk();
    const answer = await daemon.call("POST", "/api/session", { body: { ticket } });
    rmSync(ballast());
    expect(answer.status).toBe(200);
    expect(leftovers()).toEqual([]);
  });
});
