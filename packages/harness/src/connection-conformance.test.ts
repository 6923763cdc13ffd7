/** The programs that stay open pass the suite that is published for others, with scripted programs. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { createFakeAgentBin, fakeDirective } from "@tinyagi/testkit";
import { describe, onTestFinished, test } from "vitest";
import { openCodex } from "./codex/app-server/connection.js";
import { CONNECTION_CONFORMANCE, type ConnectionSubject } from "./connection-conformance.js";
import { openFake } from "./fixtures/connection-conformance.js";
import { fakeCodex } from "./fixtures/fake-codex.js";
import { createChildren } from "./process/child.js";
import { createKeptProcesses } from "./process/kept-process.js";

const keepProcess = createKeptProcesses(createChildren(), { openMaxMs: 800 });
const request: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: tmpdir(),
  prompt: "",
  systemPrompt: "",
  permissions: "sandboxed",
  env: {},
  deniedPaths: [],
  limits: { timeoutMs: 30_000, idleTimeoutMs: 20_000, maxOutputBytes: 1_000_000, maxLineBytes: 50_000 },
};
/** Both scripted programs read their orders in the prompt. */
const scenarios = {
  answer: "one",
  hang: "hang",
  deaf: "hang deaf",
  work: "work tool",
  leave: "leave",
  garbage: "garbage",
  twice: "twice",
  die: "die",
  silent: "silent",
};
const isAnswer = (text: string) => text.startsWith("one ");

function openFakeCodex(mode: string) {
  return openCodex({
    ...fakeCodex(mode),
    keepProcess,
    thread: { sessionId: undefined, params: {} },
    now: Date.now,
  });
}

/** The fake agent of the testkit, which daemons run in tests: a release that stays open, and an older one. */
function openTestkitClaude(stays: boolean) {
  const dir = mkdtempSync(join(tmpdir(), "tinyagi-fake-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const { claude } = createFakeAgentBin(dir, { stays });
  const args = ["--input-format=stream-json", "--include-partial-messages"];
  return openFake(keepProcess, "", { command: claude, args }).connection;
}

const subjects: Readonly<Record<string, ConnectionSubject>> = {
  claude: {
    open: async () => openFake(keepProcess).connection,
    openSilent: async () => openFake(keepProcess, "never-open").connection,
    scenarios,
    request,
    isAnswer,
  },
  "claude of the testkit": {
    open: async () => openTestkitClaude(true),
    openSilent: async () => openTestkitClaude(false),
    scenarios: {
      answer: "one",
      hang: fakeDirective({ hang: true }),
      deaf: fakeDirective({ hang: true, ignoreInterrupt: true }),
      work: fakeDirective({ delayMs: 600, reply: "worked" }),
      garbage: fakeDirective({ raw: "not json {", invalidUtf8: true, reply: "garbage" }),
      die: fakeDirective({ noResult: true, exit: 3 }),
      silent: "silent",
    },
    request,
    isAnswer: (text) => text === "echo: one",
  },
  codex: {
    open: async () => openFakeCodex(""),
    openSilent: async () => openFakeCodex("silent"),
    scenarios,
    request,
    isAnswer,
  },
};

for (const [program, subject] of Object.entries(subjects))
  describe(`a connection to ${program}`, () => {
    for (const { name, scenario, check } of CONNECTION_CONFORMANCE)
      if (subject.scenarios[scenario] !== undefined) test(name, () => check(subject));
  });
