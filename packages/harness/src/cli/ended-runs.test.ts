/** What a program says after TinyAGI ended its run is about its own end, and answers nobody. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HarnessEvent, HarnessRequest } from "@tinyagi/contracts";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClaudeHarness } from "../claude/claude-harness.js";
import { createCodexHarness } from "../codex/codex-harness.js";
import { createOpencodeHarness } from "../opencode/opencode-harness.js";
import { createProgramVersions } from "./program-versions.js";

const FAKE = fileURLToPath(new URL("../fixtures/fake-cli.mjs", import.meta.url));
const LIMITS = {
  timeoutMs: 60_000,
  idleTimeoutMs: 60_000,
  maxOutputBytes: 50_000_000,
  maxLineBytes: 1_048_576,
};
const AFTER = ["outlive-result", "outlive-result-exit", "outlive-text", "outlive-failure"] as const;
const SHORT_MS = 1_500;

const versions = createProgramVersions();
afterAll(() => versions[Symbol.asyncDispose]());

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-ended-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = {
  claude: () =>
    createClaudeHarness({ command: FAKE, graceMs: 500, tempDir: folder, sandbox: false, now: () => 0 }),
  codex: () => createCodexHarness({ command: FAKE, graceMs: 500, versions }),
  opencode: () =>
    createOpencodeHarness({ command: FAKE, graceMs: 500, tempDir: folder, sandbox: false, versions }),
};

/** Ends a run for a reason, as soon as the program is at work. */
const ENDS = {
  "the idle limit": { limits: { ...LIMITS, idleTimeoutMs: SHORT_MS } },
  "the time limit": { limits: { ...LIMITS, timeoutMs: SHORT_MS } },
  "the limit of output": { limits: { ...LIMITS, maxOutputBytes: 1 } },
  "a person": { abort: "stopped by a person" },
  "the shutdown": { abort: "daemon stopped" },
  "a budget": { abort: "the budget is used up" },
} satisfies Record<string, End>;

interface End {
  readonly limits?: HarnessRequest["limits"];
  /** Reason of the abort, at the first event of the type. */
  readonly abort?: string;
  readonly at?: HarnessEvent["type"];
}

function start(id: keyof typeof make, prompt: string, end: End) {
  const stop = new AbortController();
  const onEvent = (event: HarnessEvent) => {
    if (event.type === (end.at ?? "text") && end.abort !== undefined) stop.abort(end.abort);
  };
  const request: HarnessRequest = {
    runId: `run-${process.pid}`,
    agentId: "coder",
    cwd: folder,
    prompt,
    systemPrompt: "",
    permissions: "sandboxed",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      TINYAGI_RUN_ID: `run-${process.pid}-${Math.random()}`,
    },
    deniedPaths: [],
    limits: end.limits ?? LIMITS,
  };
  return make[id]().run(request, { signal: stop.signal, onEvent });
}

describe.each(["claude", "codex", "opencode"] as const)("a run of %s that was ended", (id) => {
  for (const [name, end] of Object.entries(ENDS))
    test.concurrent.each(AFTER)(
      `by ${name} has no answer, whatever the program does then: %s`,
      async (act) => {
        const ended = await start(id, `fake:${act}`, end).catch((error: unknown) => error);
        expect(ended).toBeInstanceOf(Error);
        // A refusal that it reports then is none of the provider.
        expect(ended).not.toMatchObject({ class: "auth" });
        expect(JSON.stringify([String(ended), ended])).not.toContain("137");
      },
    );

  test("after its answer was complete keeps the answer", async () => {
    const result = await start(id, "fake:result-hang", { abort: "daemon stopped", at: "usage" }).catch(
      String,
    );
    expect(result).toMatchObject({ text: "done before the hang" });
  });
});
