/** Tests the harness over real HTTP with a mock provider, real files and real commands. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiFormat, HarnessError, type HarnessEvent, type HarnessRequest } from "@tinyagi/contracts";
import {
  createMockModelServer,
  type MockModelServer,
  type MockReply,
  type MockRequest,
  type MockToolCall,
  needs,
} from "@tinyagi/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ConformanceScenarios, HARNESS_CONFORMANCE } from "../conformance.js";
import { createPermissionServer } from "../fixtures/permission-server.js";
import { testFileWorkEntry } from "../fixtures/test-file-work.js";
import { createApiHarness } from "./api-harness.js";

const fileWork = await testFileWorkEntry();

const SCENARIOS: ConformanceScenarios = {
  answer: "--version please",
  hang: "fake:hang",
  transient: "fake:500",
  empty: "fake:empty",
  rateLimited: "fake:429",
  unauthorized: "fake:401",
  partial: "fake:partial",
  lostSession: "api-10570000-0000-4000-8000-000000000000",
};

let root: string;
let cwd: string;
let server: MockModelServer;
let calls: MockToolCall[];
let attempts = 0;
beforeEach(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "tinyagi-api-")));
  cwd = join(root, "workspace");
  mkdirSync(cwd);
  calls = [];
  server = await createMockModelServer({ script });
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

function script(request: MockRequest): MockReply {
  const { lastUserText, toolResults } = request;
  if (lastUserText.includes("fake:hang")) return { text: "half", stall: true };
  if (lastUserText.includes("fake:slow")) return { text: "slow answer", delayMs: 900 };
  if (lastUserText.includes("fake:500")) return { error: { status: 500 } };
  if (lastUserText.includes("fake:429")) return { error: { status: 429, retryAfterSeconds: 3_600 } };
  if (lastUserText.includes("fake:401"))
    return { error: { status: 401, message: "bad key sk-canary-123456" } };
  if (request.system.startsWith("You summarise the earlier")) return { text: "THE SUMMARY" };
  if (lastUserText.includes("fake:full") && JSON.stringify(request.messages).length > 20_000)
    return { error: { status: 400, message: "prompt is too long: 9000 tokens > 5000 maximum" } };
  if (lastUserText.includes("fake:long"))
    return { error: { status: 400, message: "prompt is too long: context length" } };
  if (lastUserText.includes("fake:thinks")) return { thinking: "Let me see.", text: "Seen." };
  if (lastUserText.includes("fake:empty")) return {};
  if (lastUserText.includes("fake:once-cut") && attempts++ === 0)
    return { text: "Hello world", chunks: 4, cutAfterChunks: 2 };
  if (lastUserText.includes("fake:partial")) return { text: "half an answer", chunks: 3, cutAfterChunks: 2 };
  if (toolResults.length > 0) return { text: toolResults.map(({ text }) => text).join("\n") };
  if (lastUserText.includes("tools")) return { toolCalls: calls };
  return { text: `turn ${request.turn}: ${lastUserText.slice(0, 100)}` };
}

function request(change: Partial<HarnessRequest> = {}, format: ApiFormat = "anthropic"): HarnessRequest {
  return {
    runId: `run-${process.pid}`,
    agentId: "coder",
    cwd,
    prompt: "hello",
    systemPrompt: "You are @coder.",
    model: "mock-large",
    permissions: "sandboxed",
    env: {
      PATH: process.env.PATH ?? "",
      HOME: root,
      TINYAGI_RUN_ID: `run-${process.pid}-${Math.random()}`,
      TINYAGI_MODEL_API_KEY: "sk-canary-123456",
    },
    endpoint: {
      baseUrl: format === "anthropic" ? server.url : server.openaiUrl,
      keyEnv: "TINYAGI_MODEL_API_KEY",
      format,
    },
    deniedPaths: [join(root, "home")],
    limits: { timeoutMs: 20_000, idleTimeoutMs: 10_000, maxOutputBytes: 1_000_000, maxLineBytes: 100_000 },
    ...change,
  };
}

const harness = (sandbox?: boolean) =>
  createApiHarness({
    sessions: join(root, "sessions"),
    fileWork,
    ...(sandbox === undefined ? {} : { sandbox }),
  });

async function run(
  change: Partial<HarnessRequest> = {},
  { sandbox, format }: { sandbox?: boolean; format?: ApiFormat } = {},
) {
  const events: HarnessEvent[] = [];
  const context = {
    signal: new AbortController().signal,
    onEvent: (event: HarnessEvent) => events.push(event),
  };
  const result = await harness(sandbox).run(request(change, format), context);
  return { result, events };
}

/** Lets the model call one tool. The mock model answers with the tool's result. */
async function tool(name: string, input: Record<string, unknown>, change: Partial<HarnessRequest> = {}) {
  calls = [{ name, input }];
  return (await run({ prompt: "use tools", ...change })).result.text;
}

describe("the api harness", () => {
  for (const { name, scenario, check } of HARNESS_CONFORMANCE) {
    if (SCENARIOS[scenario] === undefined) continue;
    test(name, () => check({ harness: harness(), scenarios: SCENARIOS, request: request() }));
  }

  test.each(["anthropic", "openai-chat", "openai-responses"] as const)(
    "continues a conversation after a restart: %s",
    async (format) => {
      const first = (await run({}, { format })).result;
      expect(first.text).toBe("turn 0: hello");
      expect(first.usage).toMatchObject({ estimated: true, costUsd: expect.any(Number) });
      const second = (await run({ prompt: "again", sessionId: first.sessionId ?? "" }, { format })).result;
      expect(second.text).toBe("turn 1: again");
      expect(second.sessionId).toBe(first.sessionId);
      expect(server.turns().at(-1)?.system).toBe("You are @coder.");
    },
  );

  test("a call that breaks off in mid-answer is repeated, and readers see its text once", async () => {
    attempts = 0;
    const { result, events } = await run({ prompt: "fake:once-cut" });
    let shown = "";
    for (const event of events) {
      if (event.type === "text") shown = event.delta ? shown + event.text : event.text;
    }
    expect(events.filter((event) => event.type === "retrying")).toHaveLength(1);
    expect(result.text).toBe("turn 0: fake:once-cut");
    expect(shown).toBe(result.text);
  });

  test.each(["anthropic", "openai-chat", "openai-responses"] as const)(
    "what a model shows of its thinking is told apart from its answer (%s)",
    async (format) => {
      const { result, events } = await run({ prompt: "fake:thinks" }, { format });
      expect(result.text).toBe("Seen.");
      expect(events.filter(({ type }) => type === "thought")).toEqual([
        { type: "thought", text: "Let me see." },
      ]);
      expect(events.filter(({ type }) => type === "text").at(-1)).toMatchObject({ text: "Seen." });
    },
  );

  test("a session continues with a model of another format", async () => {
    const { sessionId = "" } = (await run()).result;
    const second = (await run({ prompt: "again", sessionId }, { format: "openai-chat" })).result;
    expect(second.text).toBe("turn 1: again");
  });

  test("session files are readable only by their owner", async () => {
    const { sessionId } = (await run()).result;
    expect(readdirSync(join(root, "sessions"))).toEqual([`${sessionId}.json`]);
    expect(statSync(join(root, "sessions", `${sessionId}.json`)).mode & 0o777).toBe(0o600);
  });

  test("a failed run does not change its session", async () => {
    const { sessionId = "" } = (await run()).result;
    await expect(run({ prompt: "fake:500", sessionId })).rejects.toThrow(HarnessError);
    expect((await run({ prompt: "again", sessionId })).result.text).toBe("turn 1: again");
  });

  test.each(["../../etc/passwd", "api-../x", "--last"])(
    "the session id %s is not used as a path",
    async (sessionId) => {
      await expect(run({ sessionId })).rejects.toMatchObject({ sessionLost: true });
    },
  );

  test("a session that is full goes on with a summary, says so, and keeps it", async () => {
    const filled = (await run({ prompt: `remember ${"this ".repeat(3_000)}` })).result.sessionId ?? "";
    await run({ prompt: `and ${"that ".repeat(3_000)}`, sessionId: filled });
    const { result, events } = await run({ prompt: "fake:full what now?", sessionId: filled });
    expect(result.text).toContain("fake:full what now?");
    expect(result.sessionId).toBe(filled);
    expect(events).toContainEqual(
      expect.objectContaining({ type: "context.compacted", tokensAfter: expect.any(Number) }),
    );
    const stored = readFileSync(join(root, "sessions", `${filled}.json`), "utf8");
    expect(stored).toContain("THE SUMMARY");
    expect(stored).not.toContain("this this this");
  });

  test("a conversation that is too long fails as context_too_long", async () => {
    await expect(run({ prompt: "fake:long" })).rejects.toMatchObject({ class: "context_too_long" });
  });

  test("a rate limit reports the provider's delay, and a failure never contains the key", async () => {
    await expect(run({ prompt: "fake:429" })).rejects.toMatchObject({
      class: "rate_limited",
      retryAfterMs: 3_600_000,
    });
    // Even if the run has enough time left: the wait belongs in the queue.
    const limits = { ...request().limits, timeoutMs: 7_200_000 };
    await expect(run({ prompt: "fake:429", limits })).rejects.toMatchObject({ class: "rate_limited" });
    const failure = await run({ prompt: "fake:401" }).catch((error: unknown) => error);
    expect(String(failure)).not.toContain("sk-canary");
  });

  test("a missing model or key fails with the name of the setting", async () => {
    await expect(run({ model: "" })).rejects.toMatchObject({
      class: "invalid",
      message: expect.stringContaining("models.api.model"),
    });
    await expect(run({ env: {} })).rejects.toMatchObject({
      class: "auth",
      message: expect.stringContaining("api_key"),
    });
  });
});

describe("the time limit", () => {
  const limits = { timeoutMs: 300, idleTimeoutMs: 10_000, maxOutputBytes: 1_000_000, maxLineBytes: 100_000 };

  test("does not count while the run waits inside a tool call", async () => {
    const waiting = {
      watch(listener: (waits: boolean) => void) {
        listener(true);
        return () => {};
      },
    };
    const context = { signal: new AbortController().signal, onEvent() {}, waiting };
    const slow = harness().run(request({ prompt: "fake:slow", limits }), context);
    await expect(slow).resolves.toMatchObject({ text: "slow answer" });
  });

  test("ends a run that works longer, and keeps its partial text", async () => {
    await expect(run({ prompt: "fake:hang", limits })).rejects.toMatchObject({
      class: "transient",
      message: "the agent did not finish within 0.3 s and was stopped",
      partialText: "half",
    });
  });
});

describe("file tools", () => {
  test("write, read, edit, list and search work on the same files", async () => {
    expect(await tool("write_file", { path: "src/a.ts", content: "one\ntwo\n" })).toContain("Written");
    expect(await tool("read_file", { path: "src/a.ts", first_line: 2, lines: 1 })).toContain("two");
    await tool("edit_file", { path: "src/a.ts", old_text: "two", new_text: "three" });
    expect(readFileSync(join(cwd, "src/a.ts"), "utf8")).toBe("one\nthree\n");
    expect(await tool("list_files", { pattern: "**/*.ts" })).toBe("src/a.ts");
    expect(await tool("search_files", { text: "THREE", ignore_case: true })).toBe("src/a.ts:2: three");
    expect(await tool("edit_file", { path: "src/a.ts", old_text: "e", new_text: "" })).toContain(
      "occurs 3 times",
    );
  });

  test.each([
    ["../outside.txt"],
    ["/etc/hostname"],
    ["link/secret.txt"],
    ["file-link"],
    ["home/../../home/token"],
  ])("the path %s is neither read nor written", async (path) => {
    mkdirSync(join(root, "home"));
    for (const name of ["home/token", "home/secret.txt", "outside.txt"])
      writeFileSync(join(root, name), "canary");
    symlinkSync(join(root, "home"), join(cwd, "link"));
    symlinkSync(join(root, "outside.txt"), join(cwd, "file-link"));
    expect(await tool("read_file", { path })).not.toContain("canary");
    expect(await tool("write_file", { path, content: "owned" })).toMatch(/refused/);
    for (const name of ["home/token", "home/secret.txt", "outside.txt"])
      expect(readFileSync(join(root, name), "utf8")).toBe("canary");
  });

  test.each(["../*", "/etc/*", "{..,x}/*", "link/*"])(
    "the pattern %s finds nothing outside the workspace",
    async (pattern) => {
      writeFileSync(join(root, "outside.txt"), "canary");
      symlinkSync(root, join(cwd, "link"));
      expect(await tool("list_files", { pattern })).not.toContain("outside");
      expect(await tool("search_files", { text: "canary", pattern })).not.toContain("outside");
    },
  );

  test("mode ask changes nothing, and the reply names the denied tools", async () => {
    calls = [
      { name: "write_file", input: { path: "a", content: "x" } },
      { name: "run_command", input: { command: "touch b" } },
    ];
    const { result, events } = await run({ prompt: "use tools", permissions: "ask" });
    expect([...result.deniedTools].sort()).toEqual(["run_command", "write_file"]);
    expect(events.filter(({ type }) => type === "permission.denied")).toHaveLength(2);
    expect(readdirSync(cwd)).toEqual([]);
  });

  describe("mode ask, with a person to ask", () => {
    /** Asks for the tools and returns what was asked, while a person decides. */
    async function asking(decide: (asked: unknown) => object) {
      await using mcp = await createPermissionServer(decide);
      const { result, events } = await run({ prompt: "use tools", permissions: "ask", mcp: mcp.access });
      return { result, events, asked: mcp.asked, offered: server.turns()[0]?.tools ?? [] };
    }

    /** @requirement APPROVAL-5 */
    test("does what a person approves, with the exact input that was shown", async () => {
      calls = [
        { name: "write_file", input: { path: "a", content: "x" } },
        { name: "read_file", input: { path: "a" } },
        { name: "run_command", input: { command: "touch b" } },
      ];
      const { result, asked } = await asking((input) => ({ behavior: "allow", updatedInput: input }));
      expect(result.deniedTools).toEqual([]);
      expect(readdirSync(cwd).sort()).toEqual(["a", "b"]);
      expect(asked).toEqual(
        expect.arrayContaining([
          { tool_name: "write_file", input: { path: "a", content: "x" }, tool_use_id: expect.any(String) },
          { tool_name: "run_command", input: { command: "touch b" }, tool_use_id: expect.any(String) },
        ]),
      );
      expect(asked).toHaveLength(2);
    });

    test("does not do what a person denies, tells the model why, and names the tool", async () => {
      calls = [{ name: "edit_file", input: { path: "a", old_text: "x", new_text: "y" } }];
      writeFileSync(join(cwd, "a"), "x");
      const { result, events } = await asking(() => ({ behavior: "deny", message: "too risky" }));
      expect(readFileSync(join(cwd, "a"), "utf8")).toBe("x");
      expect(result.deniedTools).toEqual(["edit_file"]);
      expect(result.text).toContain("too risky");
      expect(events).toContainEqual({ type: "permission.denied", tool: "edit_file" });
    });

    test.each([
      ["nonsense", {}],
      ["another word", { behavior: "perhaps" }],
    ])("takes an answer that is %s as a denial", async (_what, answer) => {
      calls = [{ name: "write_file", input: { path: "a", content: "x" } }];
      const { result } = await asking(() => answer);
      expect(result.deniedTools).toEqual(["write_file"]);
      expect(readdirSync(cwd)).toEqual([]);
    });

    /** @requirement APPROVAL-5 */
    test("asks nobody about a change that is refused anyway, and tells the model why", async () => {
      writeFileSync(join(cwd, "a"), "x");
      mkdirSync(join(cwd, "folder"));
      calls = [
        { name: "write_file", input: { path: "../outside", content: "x" } },
        { name: "write_file", input: { path: "folder", content: "x" } },
        { name: "edit_file", input: { path: "/etc/hostname", old_text: "a", new_text: "b" } },
        { name: "edit_file", input: { path: "a", old_text: "y", new_text: "z" } },
      ];
      const { asked, result } = await asking((input) => ({ behavior: "allow", updatedInput: input }));
      expect(asked).toEqual([]);
      expect(result.text).toContain("it is outside the workspace");
      expect(result.text).toContain("it is not a regular file");
      expect(result.text).toContain("old_text does not occur");
      expect(readFileSync(join(cwd, "a"), "utf8")).toBe("x");
      expect(existsSync(join(cwd, "../outside"))).toBe(false);
    });

    test("does not offer the question itself to the model", async () => {
      calls = [{ name: "list_files", input: { pattern: "*" } }];
      const { offered } = await asking(() => ({}));
      expect(offered.length).toBeGreaterThan(3);
      expect(offered.join()).not.toContain("permission_prompt");
    });
  });

  test("mode bypass opens the whole machine except for the denied paths", async () => {
    mkdirSync(join(root, "home"));
    writeFileSync(join(root, "home/token"), "canary");
    const permissions = "bypass";
    await tool("write_file", { path: join(root, "elsewhere/a.txt"), content: "x" }, { permissions });
    expect(existsSync(join(root, "elsewhere/a.txt"))).toBe(true);
    expect(await tool("read_file", { path: join(root, "home/token") }, { permissions })).not.toContain(
      "canary",
    );
  });
});

describe("commands", () => {
  test("are denied and named if there is no sandbox", async () => {
    calls = [{ name: "run_command", input: { command: "touch a" } }];
    const { result } = await run({ prompt: "use tools" }, { sandbox: false });
    expect(result.deniedTools).toEqual(["run_command"]);
    expect(result.text).toContain("bubblewrap");
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("do not see the provider's key in mode bypass", async () => {
    const said = await tool("run_command", { command: "env; exit 3" }, { permissions: "bypass" });
    expect(said).toContain("[exit code 3]");
    expect(said).not.toContain("canary");
  });

  test("are stopped at the time limit, and their output is shortened", async () => {
    const change = { permissions: "bypass" } as const;
    expect(await tool("run_command", { command: "sleep 30", timeout_s: 1 }, change)).toContain(
      "stopped after 1 s",
    );
    const loud = await tool("run_command", { command: "seq 1 200000" }, change);
    expect(loud.length).toBeLessThan(60_000);
    expect(loud).toContain("omitted");
    expect(loud).toContain("200000\n[exit code 0]");
  });
});

describe("commands in the sandbox", needs("bubblewrap"), () => {
  test("can write only to the workspace", async () => {
    writeFileSync(join(root, "outside.txt"), "before");
    const command = `echo in > a.txt; echo out > ${join(root, "outside.txt")}; cat a.txt`;
    expect(await tool("run_command", { command })).toContain("in");
    expect(readFileSync(join(cwd, "a.txt"), "utf8")).toBe("in\n");
    expect(readFileSync(join(root, "outside.txt"), "utf8")).toBe("before");
  });

  test("have no access to denied paths or the network", async () => {
    mkdirSync(join(root, "home"));
    writeFileSync(join(root, "home/token"), "canary");
    expect(await tool("run_command", { command: `cat ${join(root, "home/token")}; env` })).not.toContain(
      "canary",
    );
    const command = `node -e 'fetch("${server.url}/v1/models").then(()=>console.log("reached"),()=>console.log("closed"))'`;
    expect(await tool("run_command", { command })).toContain("closed");
  });
});

describe("what the agent may read outside its workspace", () => {
  test("is asked for with the first call of a tool, once, and holds for all tools", async () => {
    let asked = 0;
    writeFileSync(join(root, "given.txt"), "given");
    writeFileSync(join(root, "other.txt"), "canary");
    const findReach = async () => {
      asked += 1;
      return { readable: [join(root, "given.txt")], closed: [], siblings: [] };
    };
    await run({ prompt: "hello", findReach });
    expect(asked).toBe(0);
    expect(await tool("read_file", { path: join(root, "given.txt") }, { findReach })).toContain("given");
    expect(asked).toBe(1);
    expect(await tool("read_file", { path: join(root, "other.txt") }, { findReach })).not.toContain("canary");
  });
});
