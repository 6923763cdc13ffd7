/** The programs that stay open pass the suite that is published for others, with scripted programs. */
import { tmpdir } from "node:os";
import type { HarnessRequest } from "@tinyagi/contracts";
import { describe, test } from "vitest";
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

const subjects: Readonly<Record<string, ConnectionSubject>> = {
  claude: {
    open: async () => openFake(keepProcess).connection,
    openSilent: async () => openFake(keepProcess, "never-open").connection,
    scenarios,
    request,
    isAnswer,
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
