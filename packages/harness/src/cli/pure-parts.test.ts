import { readableMessage } from "@tinyagi/base";
import { HarnessError, type HarnessRequest, joinPromptParts } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claudeArguments, claudeEnvironment, claudeInput, claudeSettings } from "../claude/arguments.js";
import { classifyClaudeFailure } from "../claude/failure.js";
import { codexInvocation } from "../codex/arguments.js";
import { classifyCodexFailure } from "../codex/failure.js";
import { tomlString, tomlValue } from "../codex/toml.js";
import { withToolNote } from "../codex/tool-note.js";
import { usageSince } from "../codex/usage.js";
import { agentEnvironment } from "../invoker/environment.js";
import { addedParts } from "../prompt-delivery.js";

const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: "/w/coder",
  prompt: "--help",
  systemPrompt: "Be brief.",
  permissions: "sandboxed",
  env: { PATH: "/bin" },
  deniedPaths: ["/home/op/.tinyagi"],
  limits: { timeoutMs: 1, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};
const FILES = { systemPrompt: "/t/system.md", settings: "/t/settings.json" };
const FACTS = { deniedPaths: REQUEST.deniedPaths, configDirs: ["/home/op/.claude"] };

const HERE = "localhost,127.0.0.1,127.84.65.71,::1,[::1]";

describe("the environment of an agent", () => {
  test("contains allowed variables, the marks and the agent's own key", () => {
    const hostEnv = {
      PATH: "/bin",
      LC_ALL: "C",
      XDG_CACHE_HOME: "/c",
      TINYAGI_TOKEN: "canary",
      AWS_SECRET_ACCESS_KEY: "canary",
      OPENAI_API_KEY: "canary",
      TINYAGI_RUN_ID: "outer",
    };
    const secrets = { ANTHROPIC_API_KEY: "own" };
    const env = agentEnvironment({ hostEnv, runId: "run_1", agentId: "coder", extra: { CI: "1" }, secrets });
    expect({ ...env }).toEqual({
      PATH: "/bin",
      LC_ALL: "C",
      XDG_CACHE_HOME: "/c",
      CI: "1",
      ANTHROPIC_API_KEY: "own",
      TINYAGI_RUN_ID: "run_1",
      TINYAGI_AGENT_ID: "coder",
      NO_PROXY: HERE,
      no_proxy: HERE,
    });
  });

  test("reaches the API without a proxy, whatever the agent's own variables say", () => {
    const hostEnv = { HTTPS_PROXY: "http://proxy.example:3128" };
    const extra = { HTTP_PROXY: "http://own.example:1", NO_PROXY: "intra.example" };
    expect({ ...agentEnvironment({ hostEnv, runId: "r", agentId: "a", extra }) }).toMatchObject({
      https_proxy: "http://proxy.example:3128",
      http_proxy: "http://own.example:1",
      no_proxy: `intra.example,${HERE}`,
    });
  });

  test.each(["ANTHROPIC_BASE_URL", "OPENAI_BASE_URL", "LD_PRELOAD", "NODE_OPTIONS", "TINYAGI_RUN_ID"])(
    "rejects %s in the agent's env",
    (name) => {
      const parts = { hostEnv: {}, runId: "r", agentId: "a", extra: { [name]: "x" } };
      expect(() => agentEnvironment(parts)).toThrow(HarnessError);
    },
  );
});

describe("claude's arguments", () => {
  test("contain no text of the message or the system prompt", () => {
    const args = claudeArguments({ ...REQUEST, model: "opus", sessionId: "s-1" }, FILES);
    expect(args).toContain("--model=opus");
    expect(args).toContain("--resume=s-1");
    expect(args).toContain("--append-system-prompt-file=/t/system.md");
    expect(args).toEqual(expect.arrayContaining(["--setting-sources=user", "--strict-mcp-config"]));
    expect(args.join(" ")).not.toMatch(/--help|Be brief/);
    expect(JSON.parse(claudeInput("--help"))).toMatchObject({ message: { content: [{ text: "--help" }] } });
  });

  test("name the effort only where somebody chose one", () => {
    expect(claudeArguments({ ...REQUEST, effort: "high" }, FILES)).toContain("--effort=high");
    expect(claudeArguments(REQUEST, FILES).join(" ")).not.toContain("effort");
  });

  test("do not let a message become a command of the CLI", () => {
    expect(JSON.parse(claudeInput("/clear"))).toMatchObject({ message: { content: [{ text: "\n/clear" }] } });
  });

  test("deny the home in every mode", () => {
    for (const permissions of ["sandboxed", "ask", "bypass"] as const) {
      const settings = claudeSettings({ ...FACTS, permissions, sandbox: true });
      expect(settings).toMatchObject({
        permissions: { deny: expect.arrayContaining(["Read(//home/op/.tinyagi/**)"]) },
      });
    }
  });

  test("load no hook in a container, where everything is allowed, and leave the hooks of a person in bypass", () => {
    const bypass = { ...FACTS, permissions: "bypass" as const, sandbox: false };
    expect(claudeSettings({ ...bypass, contained: true })).toMatchObject({ disableAllHooks: true });
    expect(claudeSettings(bypass)).not.toHaveProperty("disableAllHooks");
  });

  test("use the sandbox if there is one, otherwise only harmless tools", () => {
    expect(claudeSettings({ ...FACTS, permissions: "sandboxed", sandbox: true })).toMatchObject({
      disableAllHooks: true,
      permissions: { allow: [] },
      sandbox: { enabled: true, autoAllowBashIfSandboxed: true, allowUnsandboxedCommands: false },
    });
    const without = claudeSettings({ ...FACTS, permissions: "sandboxed", sandbox: false });
    expect(without.sandbox).toBeUndefined();
    expect(without).toMatchObject({ permissions: { allow: expect.arrayContaining(["Read"]) } });
  });

  /** @requirement APPROVAL-5 */
  test("ask a person in mode ask, if the run has the server for it, and in no other mode", () => {
    const prompt = "--permission-prompt-tool=mcp__tinyagi__permission_prompt";
    const ask = { ...REQUEST, permissions: "ask" as const };
    const withServer = { ...FILES, mcp: "/run/mcp.json" };
    expect(claudeArguments(ask, withServer)).toEqual(
      expect.arrayContaining(["--permission-mode=default", prompt]),
    );
    expect(claudeArguments(ask, FILES)).not.toContain(prompt);
    expect(claudeArguments(REQUEST, withServer)).not.toContain(prompt);
    expect(claudeArguments({ ...REQUEST, permissions: "bypass" }, withServer)).not.toContain(prompt);
  });

  test("skip permissions only in mode bypass, and declare a sandbox to claude as root", () => {
    expect(claudeArguments(REQUEST, FILES)).toContain("--permission-mode=acceptEdits");
    const bypass = { ...REQUEST, permissions: "bypass" as const };
    expect(claudeArguments(bypass, FILES)).toContain("--dangerously-skip-permissions");
    expect(claudeEnvironment(bypass, { isRoot: true }).IS_SANDBOX).toBe("1");
    expect(claudeEnvironment(bypass, { isRoot: false }).IS_SANDBOX).toBeUndefined();
    expect(claudeEnvironment(REQUEST, { isRoot: true }).IS_SANDBOX).toBeUndefined();
  });
});

describe("codex's arguments", () => {
  const FREE = { userSetsSandboxMode: false };

  test("put the prompt on stdin and everything else into settings", () => {
    const { args, stdin } = codexInvocation({ ...REQUEST, sessionId: "t-1" }, FREE);
    expect(args.slice(0, 2)).toEqual(["exec", "resume"]);
    expect(args.slice(-3)).toEqual(["--", "t-1", "-"]);
    expect(args).toContain('developer_instructions="Be brief."');
    expect(args).toContain('default_permissions="tinyagi"');
    expect(args.join(" ")).toContain('"/home/op/.tinyagi" = "none"');
    expect(stdin).toBe("--help");
  });

  test("put changed instructions of a resumed session before the prompt", () => {
    const resumed = { ...REQUEST, sessionId: "t-1" };
    const { stdin } = codexInvocation(resumed, { ...FREE, repeatsInstructions: true });
    expect(stdin).toMatch(/^<instructions>\n.*replace.*\n\nBe brief\.\n<\/instructions>\n\n--help$/);
    const empty = codexInvocation({ ...resumed, systemPrompt: "" }, { ...FREE, repeatsInstructions: true });
    expect(empty.stdin).toBe("--help");
    expect(codexInvocation(REQUEST, { ...FREE, repeatsInstructions: true }).stdin).toBe("--help");
  });

  test("override a sandbox mode in the user's configuration, which would disable the profile", () => {
    const { args } = codexInvocation(REQUEST, { userSetsSandboxMode: true });
    expect(args).toContain('sandbox_mode="workspace-write"');
  });

  test("deny no path by a rule where codex itself cannot see it: one rule costs hundreds of processes", () => {
    const { args } = codexInvocation(REQUEST, { ...FREE, isEnclosed: true });
    expect(args).toContain('permissions.tinyagi={ "extends" = ":workspace", "filesystem" = {  } }');
    expect(args.join(" ")).not.toContain('"none"');
  });

  test("close to commands what codex keeps of all its sessions, and keep no snapshot of variables", () => {
    const records = { databases: "/home/op/.codex/db", closed: ["/home/op/.codex/sessions"] };
    for (const isEnclosed of [true, false]) {
      const { args } = codexInvocation(REQUEST, { ...FREE, isEnclosed, records });
      expect(args.join(" ")).toContain('"/home/op/.codex/sessions" = "none"');
      expect(args).toContain('sqlite_home="/home/op/.codex/db"');
      expect(args).toContain("features.shell_snapshot=false");
    }
  });

  test("switch off everything that calls others than the model, and a login beside an own endpoint", () => {
    const { args } = codexInvocation(REQUEST, FREE);
    for (const name of ["plugins", "remote_plugin", "apps", "tool_suggest"])
      expect(args).toContain(`features.${name}=false`);
    expect(args.join(" ")).not.toContain("cli_auth_credentials_store");
    const endpoint = { baseUrl: "http://127.0.0.1:1/v1", keyEnv: "OPENAI_API_KEY" };
    expect(codexInvocation({ ...REQUEST, endpoint }, FREE).args).toContain(
      'cli_auth_credentials_store="ephemeral"',
    );
  });

  test("say where the tools of TinyAGI are, if the run has them", () => {
    const mcp = { url: "http://127.0.0.1:1/mcp", token: "t", tokenFile: "/t/token" };
    expect(withToolNote(REQUEST)).toBe(REQUEST);
    const { systemPrompt } = withToolNote({ ...REQUEST, mcp });
    expect(systemPrompt).toMatch(/^Be brief\.\n\n/);
    for (const way of ["tool_search", "ALL_TOOLS"]) expect(systemPrompt).toContain(way);
    // What is shown as a part is exactly what is added.
    const parts = [{ text: REQUEST.systemPrompt }, ...addedParts("codex")];
    expect(joinPromptParts(parts)).toBe(systemPrompt);
    expect(addedParts("codex")).toMatchObject([{ kind: "tools", source: "built-in" }]);
    for (const other of ["claude", "opencode", "api", "unknown"]) expect(addedParts(other)).toEqual([]);
  });

  test("put a system prompt that is too long for an argument before the prompt", () => {
    const { args, stdin } = codexInvocation({ ...REQUEST, systemPrompt: "s".repeat(200_000) }, FREE);
    expect(Math.max(...args.map((arg) => arg.length))).toBeLessThan(100_000);
    expect(stdin.startsWith("<instructions>\nsss")).toBe(true);
    expect(stdin.endsWith("--help")).toBe(true);
  });

  test("contain a custom endpoint and the name of its key's variable, never the key", () => {
    const endpoint = { baseUrl: "http://127.0.0.1:1/v1", keyEnv: "OPENAI_API_KEY" };
    const { args } = codexInvocation({ ...REQUEST, endpoint, env: { OPENAI_API_KEY: "canary" } }, FREE);
    expect(args.join(" ")).toContain('"base_url" = "http://127.0.0.1:1/v1"');
    expect(args.join(" ")).not.toContain("canary");
  });

  test("quote any text as one TOML line without bare control characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const quoted = tomlString(text);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: the test proves their absence
        expect(quoted).toMatch(/^"[^\u0000-\u001f\u007f]*"$/);
        expect(quoted).not.toMatch(/\\u[dD][89a-fA-F]/);
      }),
    );
    expect(tomlValue({ "a.b": ["x", 1, true] })).toBe('{ "a.b" = ["x", 1, true] }');
  });
});

test("codex: usage is the increase of the session's totals", () => {
  const before = { inputTokens: 100, outputTokens: 10 };
  expect(usageSince({ inputTokens: 130, outputTokens: 15, cachedTokens: 7 }, before)).toEqual({
    inputTokens: 30,
    outputTokens: 5,
    cachedTokens: 7,
  });
  expect(usageSince({ inputTokens: 20 }, before)).toEqual({ inputTokens: 20 });
});

test.each([
  [529, "overloaded", "transient"],
  [413, "", "context_too_long"],
  [404, "model: no-such", "not_found"],
  [400, "bad field", "invalid"],
  [undefined, "5-hour usage limit reached", "rate_limited"],
  [undefined, "Not logged in · Please run /login", "auth"],
  [undefined, "anything else", "transient"],
] as const)("claude: status %s with %j is %s", (status, message, errorClass) => {
  expect(classifyClaudeFailure({ status, message, subtype: "success", now: 0 }).class).toBe(errorClass);
});

test("codex: a failure keeps the delay from the error text", () => {
  const failure = classifyCodexFailure("status: 429 Too Many Requests, please try again in 1.5s");
  expect(failure).toMatchObject({ class: "rate_limited", retryAfterMs: 1_500 });
});

test("a readable message has no escape sequences, no secrets and at most 500 characters", () => {
  const text = `\u001b[31mred\u001b[0m sk-canary-1 \u001b]0;title\u0007${"x".repeat(600)}`;
  const message = readableMessage(text, { ANTHROPIC_API_KEY: "sk-canary-1" });
  expect(message.startsWith("red [ANTHROPIC_API_KEY] xxx")).toBe(true);
  expect(message).toHaveLength(501);
});
