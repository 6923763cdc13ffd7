/**
 * The real claude and codex pass the conformance suite of connections.
 *
 * @requirement LIVE-1
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import {
  createChildren,
  createClaudeHarness,
  createCodexHarness,
  createKeptProcesses,
  type LiveHarness,
} from "@tinyagi/harness";
import { CONNECTION_CONFORMANCE, type ConnectionSubject } from "@tinyagi/harness/conformance";
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  needs,
} from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";

const TIMEOUT_MS = 120_000;
const NEVER_MS = 600_000;
const keepProcess = createKeptProcesses(createChildren(), { openMaxMs: 60_000 });

/** Each program with the format of its model. */
const PROGRAMS = {
  claude: {
    harness: createClaudeHarness({ keepProcess }),
    key: "ANTHROPIC_AUTH_TOKEN",
    model: "claude-sonnet-4-6",
  },
  codex: { harness: createCodexHarness({ keepProcess }), key: "OPENAI_API_KEY", model: "gpt-5.4" },
} as const satisfies Record<string, { harness: LiveHarness; key: string; model: string }>;

let model: MockModelServer;
let folder: string;

function script({ lastUserText, toolResults }: MockRequest): MockReply {
  if (lastUserText.includes("and this")) return { text: "I did it, and this" };
  if (toolResults.length > 0) return { text: "the work is done" };
  // claude repeats an interrupted message together with the next one.
  if (lastUserText.includes("never end") && !lastUserText.includes("hello"))
    return { text: "never said", delayMs: NEVER_MS };
  if (lastUserText.includes("work for a while")) return { text: "worked", delayMs: 3_000 };
  return { text: "an ordinary answer" };
}

beforeAll(async () => {
  model = await createMockModelServer({ script });
  folder = mkdtempSync(join(tmpdir(), "tinyagi-connections-"));
  for (const name of ["work", "home"]) mkdirSync(join(folder, name));
}, TIMEOUT_MS);
afterAll(async () => {
  await model.close();
  rmSync(folder, { recursive: true, force: true });
});

let opened = 0;
function subjectOf(program: keyof typeof PROGRAMS): ConnectionSubject {
  const { harness, key, model: name } = PROGRAMS[program];
  opened += 1;
  const request: HarnessRequest = {
    runId: `run_${opened}`,
    agentId: "coder",
    cwd: join(folder, "work"),
    prompt: "",
    systemPrompt: "Be brief.",
    permissions: "sandboxed",
    model: name,
    endpoint: { baseUrl: program === "claude" ? model.url : model.openaiUrl, keyEnv: key },
    env: {
      PATH: `${agentCliPath()}:${process.env.PATH ?? ""}`,
      HOME: join(folder, "home"),
      TINYAGI_RUN_ID: `connection-${process.pid}-${opened}`,
      [key]: "sk-mock",
    },
    deniedPaths: [],
    limits: {
      timeoutMs: TIMEOUT_MS,
      idleTimeoutMs: 60_000,
      maxOutputBytes: 50_000_000,
      maxLineBytes: 1_000_000,
    },
  };
  return {
    async open() {
      if (harness.live === undefined) throw new Error(`${program} cannot stay open`);
      return harness.live.open(request);
    },
    scenarios: { answer: "hello", hang: "never end", work: "work for a while" },
    request,
    isAnswer: (text) => text === "an ordinary answer",
  };
}

const given: readonly string[] = ["answer", "hang", "work"];
for (const program of ["claude", "codex"] as const)
  describe(`the real ${program}`, { ...needs("agent CLIs"), timeout: TIMEOUT_MS }, () => {
    for (const { name, scenario, check } of CONNECTION_CONFORMANCE)
      if (given.includes(scenario)) test(name, () => check(subjectOf(program)));
  });
