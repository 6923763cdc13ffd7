import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { canNestSandboxes, canSandbox, NESTING_COMMAND } from "./sandbox.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-sandbox-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function program(name: string, exitCode: number): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nexit ${exitCode}\n`);
  chmodSync(join(folder, name), 0o755);
}

test("Linux needs socat and a bubblewrap that is permitted to run", async () => {
  const probe = { platform: "linux", path: folder } as const;
  expect(await canSandbox(probe)).toBe(false);
  program("bwrap", 0);
  expect(await canSandbox(probe)).toBe(false);
  program("socat", 0);
  expect(await canSandbox(probe)).toBe(true);
  program("bwrap", 1);
  expect(await canSandbox(probe)).toBe(false);
});

test("macOS has its own sandbox; other systems have none", async () => {
  expect(await canSandbox({ platform: "darwin", path: "" })).toBe(true);
  expect(await canSandbox({ platform: "win32", path: folder })).toBe(false);
});

test(
  "the command for people succeeds where sandboxes work within each other",
  needs("bubblewrap"),
  async () => {
    const path = process.env.PATH ?? "";
    expect(await canNestSandboxes("bwrap", path)).toBe(true);
    execFileSync("/bin/sh", ["-c", NESTING_COMMAND], { stdio: "pipe" });
  },
);
