/** Work that a program leaves running ends with its run, and the result says so. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HarnessEvent, HarnessRequest } from "@tinyagi/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClaudeHarness } from "../claude/claude-harness.js";
import { createCodexHarness } from "../codex/codex-harness.js";
import { createOpencodeHarness } from "../opencode/opencode-harness.js";

const FAKE = fileURLToPath(new URL("../fixtures/fake-cli.mjs", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-background-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const make = {
  claude: () => createClaudeHarness({ command: FAKE, tempDir: folder, sandbox: false }),
  codex: () => createCodexHarness({ command: FAKE }),
  opencode: () => createOpencodeHarness({ command: FAKE, tempDir: folder, sandbox: false }),
};

async function run(id: keyof typeof make, prompt: string) {
  const events: HarnessEvent[] = [];
  const request: HarnessRequest = {
    runId: `run-${process.pid}`,
    agentId: "coder",
    cwd: folder,
    prompt,
    systemPrompt: "",
    // Not in a sandbox of TinyAGI, with which everything in it ends.
    permissions: "bypass",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      TINYAGI_RUN_ID: `run-${process.pid}-${Math.random()}`,
    },
    deniedPaths: [],
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000_000, maxLineBytes: 1_000_000 },
  };
  const context = {
    signal: new AbortController().signal,
    onEvent: (event: HarnessEvent) => void events.push(event),
  };
  const result = await make[id]().run(request, context);
  return { result, events, ended: events.filter(({ type }) => type === "background.ended") };
}

describe.each(["claude", "codex", "opencode"] as const)("a run of %s", (id) => {
  test("that leaves a process running has an answer that says what was ended", async () => {
    const { result, ended } = await run(id, "fake:leaves-work");
    const left = { count: 1, commands: ["sleep 618"] };
    expect(result).toMatchObject({ text: "I will report when it is done.", backgroundEnded: left });
    expect(ended).toEqual([{ type: "background.ended", ...left }]);
  });

  test("that leaves nothing says nothing", async () => {
    const { result, ended } = await run(id, "hello");
    expect(result.backgroundEnded).toBeUndefined();
    expect(ended).toEqual([]);
  });
});

test.each([
  ["claude", { tokensBefore: 155_000 }],
  ["codex", {}],
  ["opencode", {}],
] as const)("%s says when it has summarised its context", async (id, tokens) => {
  const { result, events } = await run(id, "fake:compacts");
  expect(result.text).toBe("after the summary");
  expect(events).toContainEqual({ type: "context.compacted", ...tokens });
});

test("a command that codex never reported as ended counts as work in the background", async () => {
  const { result } = await run("codex", "fake:open-terminal");
  expect(result.backgroundEnded).toEqual({ count: 1, commands: ["npm run watch"] });
});
