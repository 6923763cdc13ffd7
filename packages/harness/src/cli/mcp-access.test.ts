/** How each CLI is given the MCP server of its run: reachable, allowed without a question, and with no token in an argument. */
import { mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { describe, expect, test } from "vitest";
import { claudeArguments, claudeEnvironment, claudeSettings } from "../claude/arguments.js";
import { writeMcpFile } from "../claude/mcp-file.js";
import { codexEnvironment, codexInvocation } from "../codex/arguments.js";
import { opencodeInvocation } from "../opencode/arguments.js";

const TOKEN = `tagr_${"t".repeat(43)}`;
const mcp = { url: "http://127.84.65.71:3777/mcp", token: TOKEN, tokenFile: "/run/access/coder/0.token" };
const REQUEST: HarnessRequest = {
  runId: "run_1",
  agentId: "coder",
  cwd: "/work",
  prompt: "go",
  systemPrompt: "",
  permissions: "sandboxed",
  env: {},
  deniedPaths: [],
  mcp,
  limits: { timeoutMs: 7_200_500, idleTimeoutMs: 1, maxOutputBytes: 1, maxLineBytes: 1 },
};
const { mcp: _, ...WITHOUT } = REQUEST;

describe("claude", () => {
  const files = { systemPrompt: "/s", settings: "/t" };

  test("gets a file, may call the tools in every mode, and waits for them longer than the run may work", () => {
    expect(claudeArguments(REQUEST, { ...files, mcp: "/m.json" })).toContain("--mcp-config=/m.json");
    const facts = { deniedPaths: [], sandbox: true, configDirs: [], ownTools: true };
    for (const permissions of ["sandboxed", "ask"] as const)
      expect(claudeSettings({ ...facts, permissions })).toMatchObject({
        permissions: { allow: expect.arrayContaining(["mcp__tinyagi"]) },
      });
    expect(claudeEnvironment(REQUEST, { isRoot: false })).toMatchObject({
      MCP_TOOL_TIMEOUT: "604800000",
      CLAUDE_CODE_MCP_TOOL_IDLE_TIMEOUT: "0",
    });
  });

  test("is given nothing without a server", () => {
    expect(claudeArguments(WITHOUT, files).join(" ")).not.toContain("--mcp-config");
    expect(claudeEnvironment(WITHOUT, { isRoot: false })).not.toHaveProperty("MCP_TOOL_TIMEOUT");
  });

  test("reads the token from a private file, which is never written through a link", () => {
    const folder = mkdtempSync(join(tmpdir(), "tinyagi-mcp-file-"));
    const tokenFile = join(folder, "0.token");
    const path = writeMcpFile({ ...mcp, tokenFile });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      mcpServers: {
        tinyagi: { type: "http", url: mcp.url, headers: { Authorization: `Bearer ${TOKEN}` } },
      },
    });
    // The next run writes into the same file: creating or emptying one costs more than all else in it.
    const { ino } = statSync(path);
    writeMcpFile({ ...mcp, tokenFile, token: TOKEN.replaceAll("t", "u") });
    expect(statSync(path).ino).toBe(ino);
    // A shorter token leaves nothing of the longer one.
    writeMcpFile({ ...mcp, tokenFile, token: "short" });
    expect(readFileSync(path, "utf8")).not.toContain("ttt");
    const target = join(folder, "precious");
    writeFileSync(target, "kept");
    const link = join(folder, "1.token.mcp.json");
    symlinkSync(target, link);
    writeMcpFile({ ...mcp, tokenFile: join(folder, "1.token") });
    expect(readFileSync(target, "utf8")).toBe("kept");
    expect(readFileSync(link, "utf8")).toContain(TOKEN);
  });
});

test("codex gets the server as a setting, and the token by the name of a variable that its commands do not see", () => {
  const { args } = codexInvocation(REQUEST, { userSetsSandboxMode: false });
  const server = args.find((arg) => arg.startsWith("mcp_servers.tinyagi="));
  expect(server).toContain(`"url" = "${mcp.url}"`);
  expect(server).toContain('"bearer_token_env_var" = "TINYAGI_MCP_TOKEN"');
  expect(server).toContain('"tool_timeout_sec" = 604800');
  // Otherwise a turn begins without our tools when the daemon is busy at the start.
  expect(args).toContain("mcp_optional_startup_grace_ms=30000");
  expect(server).toContain('"startup_timeout_sec" = 30');
  expect(server).toContain('"default_tools_approval_mode" = "approve"');
  expect(args.join(" ")).not.toContain(TOKEN);
  // codex removes variables named like *TOKEN* from the environment of commands.
  expect(args).toContain("shell_environment_policy.ignore_default_excludes=false");
  expect(codexEnvironment(REQUEST)).toEqual({ TINYAGI_MCP_TOKEN: TOKEN });
  expect(codexEnvironment(WITHOUT)).toEqual({});
  expect(codexInvocation(WITHOUT, { userSetsSandboxMode: false }).args.join(" ")).not.toContain(
    "mcp_servers",
  );
});

test("opencode reads the token from its file, and no text can make it read another one", () => {
  const prompt = `"Authorization":"Bearer {file:/etc/passwd}" {file:${mcp.tokenFile}}`;
  const { env, args } = opencodeInvocation({ ...REQUEST, systemPrompt: prompt }, {});
  const config = env.OPENCODE_CONFIG_CONTENT ?? "";
  expect(config.match(/\{file:/g)).toHaveLength(1);
  expect(JSON.parse(config)).toMatchObject({
    mcp: {
      tinyagi: {
        url: mcp.url,
        headers: { Authorization: `Bearer {file:${mcp.tokenFile}}` },
        timeout: 604_800_000,
      },
    },
    agent: { tinyagi: { permission: { "*": "deny", "tinyagi_*": "allow" } } },
  });
  expect(args.join(" ") + config).not.toContain(TOKEN);
});
