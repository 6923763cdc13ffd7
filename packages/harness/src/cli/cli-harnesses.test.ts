import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { HarnessError, type HarnessEvent, type HarnessRequest } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClaudeHarness } from "../claude/claude-harness.js";
import { createCodexHarness } from "../codex/codex-harness.js";
import { type ConformanceScenarios, HARNESS_CONFORMANCE } from "../conformance.js";
import { createOpencodeHarness } from "../opencode/opencode-harness.js";
import { createProgramVersions } from "./program-versions.js";

const FAKE = fileURLToPath(new URL("../fixtures/fake-cli.mjs", import.meta.url));
const SCENARIOS: ConformanceScenarios = {
  answer: "--version please",
  hang: "fake:hang",
  transient: "fake:partial-exit1",
  empty: "fake:empty",
  rateLimited: "fake:429",
  unauthorized: "fake:401",
  silent: "fake:silent",
  partial: "fake:partial-exit1",
  resultThenHang: "fake:result-hang",
  garbage: "fake:garbage",
  longLine: "fake:long-line",
  lostSession: "10570000-0000-4000-8000-000000000000",
};

const versions = createProgramVersions();
afterAll(() => versions[Symbol.asyncDispose]());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-harness-test-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function request(change: Partial<HarnessRequest> = {}): HarnessRequest {
  return {
    runId: `run-${process.pid}`,
    agentId: "coder",
    cwd: folder,
    prompt: "hello",
    systemPrompt: 'You are "@coder".\nBe brief.',
    permissions: "sandboxed",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      TINYAGI_RUN_ID: `run-${process.pid}-${Math.random()}`,
      FAKE_JOURNAL: join(folder, "journal"),
      ANTHROPIC_API_KEY: "sk-canary-123456",
    },
    deniedPaths: ["/home/op/.tinyagi"],
    limits: { timeoutMs: 15_000, idleTimeoutMs: 10_000, maxOutputBytes: 50_000_000, maxLineBytes: 1_048_576 },
    ...change,
  };
}

interface JournalEntry {
  readonly args: readonly string[];
  readonly prompt: string;
  readonly env: Readonly<Record<string, string>>;
}

function journal(): JournalEntry[] {
  const lines = readFileSync(join(folder, "journal"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as JournalEntry);
}

const make = {
  claude: (command = FAKE) =>
    createClaudeHarness({ command, graceMs: 200, tempDir: folder, sandbox: false, now: () => 0 }),
  codex: (command = FAKE) => createCodexHarness({ command, graceMs: 200, versions }),
  opencode: (command = FAKE) =>
    createOpencodeHarness({ command, graceMs: 200, tempDir: folder, sandbox: false, versions }),
};

describe.each(["claude", "codex", "opencode"] as const)("the %s harness", (id) => {
  for (const { name, check } of HARNESS_CONFORMANCE) {
    test(name, () => check({ harness: make[id](), scenarios: SCENARIOS, request: request() }));
  }

  const run = (change: Partial<HarnessRequest> = {}, command = FAKE) => {
    const events: HarnessEvent[] = [];
    const context = {
      signal: new AbortController().signal,
      onEvent: (event: HarnessEvent) => events.push(event),
    };
    return { result: make[id](command).run(request(change), context), events };
  };

  test("a prompt of one megabyte that looks like an option arrives complete", async () => {
    const prompt = `--dangerously-skip-permissions ${"ä".repeat(500_000)}`;
    await run({ prompt }).result;
    const [entry] = journal();
    expect(entry?.prompt).toBe(prompt);
    expect(entry?.args.join(" ")).not.toContain("ää");
  });

  test("hostile model and session names do not become options", async () => {
    await run({ model: "--help", sessionId: "--last" }).result;
    const args = journal()[0]?.args ?? [];
    expect(args).toContain("--model=--help");
    expect(args.includes("--help")).toBe(false);
    const last = args.indexOf("--last");
    expect(last === -1 || last > args.indexOf("--")).toBe(true);
  });

  test("its version is told once, after its start", async () => {
    const { result, events } = run();
    const told = () => events.filter(({ type }) => type === "version");
    await result;
    await waitFor(() => told().length > 0, { what: "the version" });
    expect(told()).toEqual([{ type: "version", version: "9.8.7" }]);
    expect(events[0]?.type).toBe("process.started");
  });

  test("a session is resumed by its id", async () => {
    const sessionId = "5e550000-0000-4000-8000-00000000abcd";
    expect((await run({ sessionId }).result).sessionId).toBe(sessionId);
  });

  test("a missing program fails as not_found and says what to do", async () => {
    const failure = await run({}, "/nonexistent/agent").result.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HarnessError);
    expect(failure).toMatchObject({ class: "not_found" });
    expect(String(failure)).toContain("install");
  });

  test("a run leaves only one folder, which later runs share", async () => {
    await run().result;
    // The guarded git is one file for all runs with the same rights.
    // codex keeps its sessions in its own.
    const left = readdirSync(folder).filter(
      (name) => name !== "journal" && name !== ".codex" && !name.startsWith("git-"),
    );
    expect(left.filter((name) => !name.startsWith("tinyagi-claude-"))).toEqual([]);
    expect(left.length).toBeLessThanOrEqual(1);
  });
});

test.each(["claude", "opencode"] as const)("%s names each denied tool once", async (id) => {
  const events: HarnessEvent[] = [];
  const context = {
    signal: new AbortController().signal,
    onEvent: (event: HarnessEvent) => events.push(event),
  };
  const result = await make[id]().run(request({ prompt: "fake:denied" }), context);
  expect(result.deniedTools).toEqual(["Bash", "Write"]);
  expect(events.filter((event) => event.type === "permission.denied")).toHaveLength(2);
});

test("claude reports the delay that the provider asked for", async () => {
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  const failure = await make
    .claude()
    .run(request({ prompt: "fake:429" }), context)
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ class: "rate_limited", retryAfterMs: 30_000 });
});

test("codex reports the usage of the run alone, and keeps the session's totals", async () => {
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  const result = await make.codex().run(
    request({
      sessionId: "5e550000-0000-4000-8000-00000000abcd",
      sessionTotals: { inputTokens: 100, outputTokens: 50, cachedTokens: 20 },
    }),
    context,
  );
  expect(result.usage).toEqual({ inputTokens: 10, outputTokens: 5, cachedTokens: 2 });
  expect(result.sessionTotals).toEqual({ inputTokens: 110, outputTokens: 55, cachedTokens: 22 });
});

test("codex repeats the instructions of a resumed session only after they changed", async () => {
  const harness = make.codex();
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  const { sessionId = "" } = await harness.run(request({ systemPrompt: "be kind" }), context);
  for (const systemPrompt of ["be kind", "be brief", "be brief", "be kind"])
    await harness.run(request({ sessionId, systemPrompt }), context);
  const told = journal().map(({ prompt }) => /be (kind|brief)/.exec(prompt)?.[1]);
  expect(told).toEqual([undefined, undefined, "brief", undefined, "kind"]);
});

test("codex repeats the instructions after a restart and after a failed run", async () => {
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  const sessionId = "5e550000-0000-4000-8000-00000000abcd";
  const harness = make.codex();
  await harness
    .run(request({ sessionId, prompt: "fake:401", systemPrompt: "be kind" }), context)
    .catch(() => {});
  await harness.run(request({ sessionId, systemPrompt: "be kind" }), context);
  expect(journal().map(({ prompt }) => prompt.includes("be kind"))).toEqual([true, true]);
});

test("a failure never contains a secret of the environment", async () => {
  const failure = await make
    .claude()
    .run(request({ prompt: "fake:401" }), { signal: new AbortController().signal, onEvent: () => {} })
    .catch((error: unknown) => error);
  expect(String(failure)).not.toContain("sk-canary-123456");
});

test("neither a start nor a result waits for the version", async () => {
  const asked: string[] = [];
  const never = new Promise<string | undefined>(() => {});
  const harness = createCodexHarness({
    command: FAKE,
    versions: {
      of: (command) => {
        asked.push(command);
        return never;
      },
    },
  });
  const context = { signal: new AbortController().signal, onEvent: () => {} };
  expect((await harness.run(request(), context)).text).not.toBe("");
  expect(asked).toEqual([FAKE]);
});
