/** What agent programs do at their worst in the middle of a turn, in each protocol. Whatever it is, the next turn is its own. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RUN_MARK } from "@tinyagi/base/process-table";
import { HarnessError, type HarnessEvent, type HarnessRequest } from "@tinyagi/contracts";
import { fakeAcpCommand } from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { createAcpHarness } from "./acp/acp-harness.js";
import { openCodex } from "./codex/app-server/connection.js";
import { openFake } from "./fixtures/connection-conformance.js";
import { fakeCodex } from "./fixtures/fake-codex.js";
import type { ProgramConnection } from "./live/connection.js";
import { createChildren } from "./process/child.js";
import { createKeptProcesses } from "./process/kept-process.js";

const keepProcess = createKeptProcesses(createChildren());
const LETTERS = "Grüße 世界 👍🏽";

function toRequest(more: Partial<HarnessRequest>): HarnessRequest {
  return {
    runId: "run_1",
    agentId: "coder",
    cwd: tmpdir(),
    prompt: "",
    systemPrompt: "",
    permissions: "ask",
    env: {},
    deniedPaths: [],
    limits: { timeoutMs: 60_000, idleTimeoutMs: 50_000, maxOutputBytes: 300_000_000, maxLineBytes: 500_000 },
    ...more,
  };
}

async function openAcpFake(): Promise<{ connection: ProgramConnection; request: HarnessRequest }> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-unruly-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const request = toRequest({
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", HOME: folder, [RUN_MARK]: `unruly-${process.pid}-${folder}` },
    program: { id: "opencode", command: fakeAcpCommand() },
  });
  const { live } = createAcpHarness({ keepProcess, sandbox: false, graceMs: 200 });
  if (live === undefined) throw new Error("it is not kept");
  return { connection: await live.open(request), request };
}

const PROGRAMS = {
  claude: async () => ({ connection: openFake(keepProcess).connection, request: toRequest({}) }),
  codex: async () => {
    const thread = { sessionId: undefined, params: {} };
    const connection = openCodex({ ...fakeCodex(), keepProcess, thread, now: Date.now });
    return { connection, request: toRequest({}) };
  },
  acp: openAcpFake,
};

async function open(program: keyof typeof PROGRAMS) {
  const { connection, request } = await PROGRAMS[program]();
  onTestFinished(() => connection.close());
  return async (prompt: string, limits: Partial<HarnessRequest["limits"]> = {}) => {
    const events: HarnessEvent[] = [];
    const asked = { ...request, prompt, limits: { ...request.limits, ...limits } };
    const outcome = await connection
      .prompt(asked, {
        signal: new AbortController().signal,
        onEvent: (event) => void events.push(event),
      })
      .catch((error: unknown) => error);
    const text = outcome instanceof Error ? String(outcome) : (outcome as { text: string }).text;
    return { outcome, events, text };
  };
}

/** What is refused, in the words of each protocol. */
const REFUSED = { claude: "error error", codex: "-32601 -32601", acp: "-32601 cancelled cancelled" };

describe.each(["claude", "codex", "acp"] as const)("a program that speaks as %s does", (program) => {
  test.each([
    ["bytes", "each byte comes for itself", LETTERS],
    ["huge", "a line has 200 MB", "after the line"],
    ["errors", "stderr is flooded", "after the errors"],
    ["deep", "JSON is deeper than a stack", "after the depth"],
    ["again", "it begins a second time", "begun twice"],
    ["disordered", "the end of a call comes before its start", "in disorder"],
    ["asks", "it asks for what nobody knows, twice by one id", REFUSED[program]],
  ])("and answers (%s): %s", async (word, _what, answer) => {
    const prompt = await open(program);
    expect((await prompt("one")).text).toBe("one 1");
    const before = process.memoryUsage();
    const { text, events } = await prompt(word);
    expect(text).toBe(answer);
    expect(() => JSON.stringify(events)).not.toThrow();
    expect(process.memoryUsage().arrayBuffers - before.arrayBuffers).toBeLessThan(100_000_000);
    expect((await prompt("next")).text).toBe("next 3");
  });

  test("and leaves in a turn with the exit code 0 has not answered", async () => {
    const prompt = await open(program);
    await prompt("one");
    const { outcome, text } = await prompt("quit");
    expect(outcome).toBeInstanceOf(HarnessError);
    expect(outcome).toMatchObject({ class: "transient" });
    expect(text).toContain("exited without a result");
  });

  test("and writes a line without an end is stopped at the limit of its output", async () => {
    const prompt = await open(program);
    const { outcome, text } = await prompt("huge", { maxOutputBytes: 5_000_000 });
    expect(outcome).toMatchObject({ class: "invalid" });
    expect(text).toContain("wrote more than 5000000 bytes");
  });
});
