import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { HarnessError } from "@tinyagi/contracts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { opencodeInvocation } from "./arguments.js";
import { opencodeConfig, opencodePermission } from "./config.js";
import { createOpencodeParser, RETRIES_MAX } from "./parser.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-opencode-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const request = (change: Partial<HarnessRequest> = {}): HarnessRequest => ({
  runId: "run_1",
  agentId: "coder",
  cwd: folder,
  prompt: "hello",
  systemPrompt: "You are @coder.",
  permissions: "sandboxed",
  env: { PATH: "/bin" },
  deniedPaths: ["/home/op/.tinyagi/auth"],
  limits: { timeoutMs: 1_000, idleTimeoutMs: 1_000, maxOutputBytes: 1_000_000, maxLineBytes: 100_000 },
  ...change,
});
const facts = { sandboxedShell: false, systemPrompt: "" };

describe("the configuration", () => {
  test("disables references to files and variables in any text", () => {
    const systemPrompt = 'note: {file:/home/op/token} {env:HOME} "apiKey":"{env:KEY}"';
    const text = opencodeConfig(request(), { ...facts, systemPrompt });
    expect(text).not.toMatch(/\{(env|file):/);
    expect(JSON.parse(text).agent.tinyagi.prompt).toBe(systemPrompt);
  });

  test("contains only one reference: the name of its endpoint's key", () => {
    const endpoint = { baseUrl: "http://127.0.0.1:1/v1", keyEnv: "OPENAI_API_KEY" };
    const systemPrompt = '"apiKey":"{env:OPENAI_API_KEY}"';
    const text = opencodeConfig(request({ endpoint, model: "m1" }), { ...facts, systemPrompt });
    expect(text.match(/\{env:/g)).toHaveLength(1);
    expect(JSON.parse(text).provider.tinyagi).toMatchObject({
      options: { baseURL: "http://127.0.0.1:1/v1", apiKey: "{env:OPENAI_API_KEY}" },
      models: { m1: { name: "m1" } },
    });
  });

  test.each([
    ["sandboxed", false, { edit: { "*": "allow" }, bash: { "*": "deny", pwd: "allow" } }],
    ["sandboxed", true, { edit: { "*": "allow" }, bash: "allow" }],
    ["ask", true, { edit: { "*": "deny" }, bash: { "*": "deny" } }],
  ] as const)("%s with a sandboxed shell %s", (permissions, sandboxedShell, expected) => {
    const permission = opencodePermission(request({ permissions }), { sandboxedShell });
    expect(permission).toMatchObject({ "*": "deny", external_directory: { "*": "deny" }, ...expected });
    expect(permission.read).toMatchObject({ "*": "allow", "/home/op/.tinyagi/auth": "deny" });
  });

  test("opens folders outside the workspace for reading but not for editing, in any repository", () => {
    const sent = "/home/op/.tinyagi/files/in";
    const opened = { ...facts, sandboxedShell: true, readable: [sent] };
    const sandboxed = opencodePermission(request({ cwd: "/home/op/agents/coder" }), opened);
    expect(sandboxed.external_directory).toEqual({ "*": "deny", [`${sent}/*`]: "allow" });
    expect(sandboxed.edit).toMatchObject({
      "*": "allow",
      "../../.tinyagi/files/in/*": "deny",
      ".tinyagi/files/in/*": "deny",
      "home/op/.tinyagi/files/in/*": "deny",
    });
    const ask = opencodePermission(request({ permissions: "ask" }), opened);
    expect(ask.external_directory).toEqual({ "*": "deny", [`${sent}/*`]: "allow" });
    expect(ask.edit).toMatchObject({ "*": "deny" });
  });

  test("mode bypass opens everything except for the denied paths", () => {
    const permission = opencodePermission(request({ permissions: "bypass" }), facts);
    expect(permission).toMatchObject({ "*": "allow", read: { "/home/op/.tinyagi/auth/*": "deny" } });
  });

  test("a system prompt that is too long for a variable goes before the prompt", () => {
    const systemPrompt = "x".repeat(200_000);
    const { env, stdin } = opencodeInvocation(request({ systemPrompt }), {});
    expect(Buffer.byteLength(env.OPENCODE_CONFIG_CONTENT ?? "")).toBeLessThan(128 * 1024);
    expect(stdin.startsWith("<instructions>\nxxx")).toBe(true);
    expect(stdin.endsWith("hello")).toBe(true);
  });
});

const logLine = (message: string) =>
  `timestamp=2026-01-01T00:00:00Z level=ERROR message="stream error" small=false error.error="AI_APICallError: ${message}"`;

describe("failed requests that only the log reports", () => {
  test("are retries until there are too many in a row", () => {
    const parser = createOpencodeParser();
    for (let attempt = 1; attempt <= RETRIES_MAX; attempt += 1) {
      expect(parser.pushError?.(logLine("Bad gateway"))).toEqual([
        { type: "retrying", attempt, reason: "Bad gateway" },
      ]);
    }
    expect(parser.isComplete()).toBe(false);
    parser.pushError?.(logLine("Bad gateway"));
    expect(parser.isComplete()).toBe(true);
    expect(parser.conclude()).toMatchObject({ class: "transient", message: "Bad gateway" });
  });

  test("are counted from zero after progress", () => {
    const parser = createOpencodeParser();
    parser.pushError?.(logLine("Bad gateway"));
    parser.push('{"type":"step_start","sessionID":"s","part":{}}');
    expect(parser.pushError?.(logLine("Bad gateway"))).toMatchObject([{ attempt: 1 }]);
  });

  test("end the run at a rate limit", () => {
    const parser = createOpencodeParser();
    parser.pushError?.(logLine("Too Many Requests"));
    expect(parser.conclude()).toMatchObject({ class: "rate_limited" });
  });

  test("use the error line that follows a refusal", () => {
    const parser = createOpencodeParser();
    parser.pushError?.(logLine("Invalid API key"));
    expect(parser.isComplete()).toBe(false);
    parser.push(
      '{"type":"error","sessionID":"s","error":{"name":"APIError","data":{"message":"no","statusCode":401}}}',
    );
    expect(parser.conclude()).toMatchObject({ class: "auth" });
  });

  test("name a model that does not exist", () => {
    const parser = createOpencodeParser();
    parser.pushError?.(
      'level=ERROR message=failed error="ProviderModelNotFoundError: Model not found: a/b."',
    );
    parser.push(
      '{"type":"error","sessionID":"s","error":{"name":"UnknownError","data":{"message":"Unexpected"}}}',
    );
    const failure = parser.conclude();
    expect(failure).toBeInstanceOf(HarnessError);
    expect(failure).toMatchObject({ class: "not_found", message: expect.stringContaining("a/b") });
  });
});

test("the answer is the last message, and usage is the sum of all steps", () => {
  const parser = createOpencodeParser();
  const step = (reason: string) =>
    `{"type":"step_finish","sessionID":"s","part":{"reason":"${reason}","tokens":{"input":8,"output":4,"reasoning":1,"cache":{"read":2,"write":3}},"cost":0}}`;
  const text = (messageID: string, said: string) =>
    `{"type":"text","sessionID":"s","part":{"messageID":"${messageID}","text":"${said}"}}`;
  for (const line of [text("m1", "let me see"), step("tool-calls"), text("m2", "one"), text("m2", "two")])
    parser.push(line);
  expect(parser.isComplete()).toBe(false);
  parser.push(step("stop"));
  expect(parser.conclude()).toEqual({
    text: "one\ntwo",
    sessionId: "s",
    usage: { inputTokens: 26, outputTokens: 10, cachedTokens: 4 },
    deniedTools: [],
  });
});

describe("the effort", () => {
  test("is the variant of the model; a custom model gets this variant", () => {
    const endpoint = { baseUrl: "http://127.0.0.1:1/v1", keyEnv: "OPENAI_API_KEY" };
    const { args, env } = opencodeInvocation(request({ effort: "high", model: "m", endpoint }), {});
    expect(args).toContain("--variant=high");
    expect(JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "").provider.tinyagi.models.m.variants).toEqual({
      high: { reasoningEffort: "high" },
    });
    const plain = opencodeInvocation(request({ model: "m", endpoint }), {});
    expect(plain.args.join(" ")).not.toContain("--variant");
    expect(plain.env.OPENCODE_CONFIG_CONTENT).not.toContain("variants");
  });
});
