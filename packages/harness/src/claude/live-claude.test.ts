/** What a kept process of Claude Code was started with, and what makes it useless. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { expect, onTestFinished, test } from "vitest";
import { createChildren } from "../process/child.js";
import { createKeptProcesses } from "../process/kept-process.js";
import { createClaudeHarness } from "./claude-harness.js";

function createPlace() {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-live-claude-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const name of ["one", "two"]) mkdirSync(join(root, name));
  const { live } = createClaudeHarness({
    keepProcess: createKeptProcesses(createChildren()),
    sandbox: true,
    tempDir: root,
  });
  const request = (permissions: HarnessRequest["permissions"], folder: string): HarnessRequest => ({
    runId: "run_1",
    agentId: "coder",
    cwd: join(root, folder),
    prompt: "hello",
    systemPrompt: "",
    permissions,
    env: { PATH: root, HOME: root },
    deniedPaths: [],
    limits: { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
  });
  return { live, request };
}

test.each(["bypass", "sandboxed", "ask"] as const)(
  "a program that was started in another folder does not fit in mode %s",
  async (mode) => {
    const { live, request } = createPlace();
    const basis = await live?.basis(request(mode, "one"));
    expect(await live?.basis(request(mode, "one"))).toEqual(basis);
    expect((await live?.basis(request(mode, "two")))?.settings).not.toBe(basis?.settings);
  },
);
