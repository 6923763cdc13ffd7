/** The git that an agent CLI calls itself, with real git and real bubblewrap. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCommandSandbox } from "./command-sandbox.js";
import { createGitGuard } from "./git-guard.js";

let root: string;
let cwd: string;
beforeEach(() => {
  root = mkdtempSync("/var/tmp/tinyagi-guard-");
  cwd = join(root, "ws");
  mkdirSync(join(cwd, "below"), { recursive: true });
  execFileSync("git", ["init", "-q"], { cwd });
  writeFileSync(join(root, "evil"), `#!/bin/sh\ntouch ${root}/ran\n`, { mode: 0o755 });
  execFileSync("git", ["config", "core.fsmonitor", join(root, "evil")], { cwd });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function request(permissions: HarnessRequest["permissions"]): HarnessRequest {
  const env = { PATH: process.env.PATH ?? "", HOME: root, SHOP_KEY: "canary" };
  const limits = { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 };
  const texts = { prompt: "", systemPrompt: "" };
  return {
    runId: "r",
    agentId: "a",
    cwd,
    permissions,
    env,
    deniedPaths: [],
    limits,
    ...texts,
  };
}

const guard = (sandbox?: false) =>
  createGitGuard({ sandboxOf: createCommandSandbox(sandbox === false ? { sandbox } : {}), tempDir: root });

function git(path: string, folder: string, ...args: string[]): string {
  const env = { PATH: path, HOME: root, SHOP_KEY: "canary" };
  return execFileSync("git", args, { cwd: folder, env, encoding: "utf8", stdio: "pipe" });
}

describe("git with a sandbox", needs("bubblewrap"), () => {
  test.each(["sandboxed", "ask"] as const)(
    "works where it is called, and what it starts cannot leave (%s)",
    async (mode) => {
      const { path } = await guard()(request(mode));
      writeFileSync(join(cwd, "below", "new.txt"), "x");
      expect(git(path, join(cwd, "below"), "status", "--short")).toBe("?? ./\n");
      expect(existsSync(join(root, "ran"))).toBe(false);
    },
  );

  test("shows no keys to what it starts", async () => {
    const { path } = await guard()(request("sandboxed"));
    execFileSync("git", ["config", "alias.show-env", "!env"], { cwd });
    expect(git(path, cwd, "show-env")).not.toContain("canary");
  });
});

test("without a sandbox, git fails", async () => {
  const { path } = await guard(false)(request("sandboxed"));
  expect(() => git(path, cwd, "status")).toThrow(/only in a sandbox/);
  expect(existsSync(join(root, "ran"))).toBe(false);
});

test("an agent without restrictions has git as it is, and runs share the program", async () => {
  expect(await guard()(request("bypass"))).toEqual({ path: process.env.PATH, folders: [] });
  const first = await guard(false)(request("sandboxed"));
  expect(await guard(false)(request("ask"))).toEqual(first);
  expect(readdirSync(root).filter((name) => name.startsWith("git-"))).toHaveLength(1);
});
