/**
 * The real agent CLIs call the tools of TinyAGI over MCP, each with the token of its run. Starting a CLI takes most of
 * the time, so each agent runs once and makes all calls.
 *
 * @requirement MCP-2
 * @requirement MCP-3
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStage } from "./support/stage.js";
import { openToolUsers, type ToolUsers } from "./support/tool-user.js";

const TIMEOUT_MS = 120_000;
/** How the model of each CLI calls a tool of the server `tinyagi`, and which programs the CLI needs. */
const claude = (name: string) => ({ name: `mcp__tinyagi__${name}` });
const codex = (name: string) => ({ name, namespace: "mcp__tinyagi" });
const AGENTS = {
  claude: { tool: claude, tools: ["agent CLIs"] },
  "careful-claude": { tool: claude, tools: ["agent CLIs"] },
  codex: { tool: codex, tools: ["agent CLIs"] },
  "careful-codex": { tool: codex, tools: ["agent CLIs"] },
  opencode: { tool: (name: string) => ({ name: `tinyagi_${name}` }), tools: ["agent CLIs"] },
  api: { tool: (name: string) => ({ name: `tinyagi_${name}` }), tools: [] },
} as const;
const TEAM = ["claude", "careful-claude", "codex", "careful-codex", "opencode", "api"];

let users: ToolUsers;

beforeAll(async () => {
  users = await openToolUsers();
  await users.daemon.client.call("putTeam", {
    params: { id: "dev" },
    body: { name: "Dev", agents: TEAM, leader_agent: "claude" },
  });
}, TIMEOUT_MS);
afterAll(() => users[Symbol.asyncDispose]());

for (const [agent, { tool, tools }] of Object.entries(AGENTS))
  describe(`@${agent}`, needs(...tools), () => {
    test(
      "lists its team, writes a task and is refused what it may not do, in one run",
      async () => {
        const results = await users.use(agent, [
          { ...tool("list_team"), input: {} },
          { ...tool("create_task"), input: { title: `Made by ${agent}` } },
          { ...tool("send_message"), input: { to: "nobody", text: "psst" } },
        ]);
        const [team = "", task = "", refused = ""] = results;
        // Some show the model the text of a result, others its data.
        expect(team).toMatch(new RegExp(`"you":"${agent}"|@${agent} \\(.*you`));
        expect(task).toContain(`Made by ${agent}`);
        expect(refused).toContain("There is no agent @nobody");
        const board = await users.daemon.client.call("listTasks");
        expect(board.map(({ title }) => title)).toContain(`Made by ${agent}`);
      },
      TIMEOUT_MS,
    );

    test("leaves no token that opens anything", async () => {
      const folder = join(users.stage.place.home, "run", "access", agent);
      const stored = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
      const tokens = new Set(stored.flatMap((text) => text.match(/tagr_[A-Za-z0-9_-]{43}/g) ?? []));
      expect(tokens.size).toBeGreaterThan(0);
      for (const token of tokens) {
        const headers = { authorization: `Bearer ${token}` };
        const body = { jsonrpc: "2.0", id: 1, method: "tools/list" };
        expect((await users.daemon.call("POST", "/mcp", { headers, body })).status).toBe(401);
      }
    });
  });

describe("tinyagi mcp", () => {
  const cli = fileURLToPath(new URL("../../packages/cli/bin/tinyagi.mjs", import.meta.url));

  test("hands the tools of the daemon on to a program that starts it", async () => {
    const { env } = users.stage.place;
    const client = new Client({ name: "test", version: "1" });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [cli, "mcp"],
      env: { ...env },
    });
    await client.connect(transport);
    try {
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toContain("send_message");
      const asked = { to: "claude", text: "hello", wait: true };
      const result = await client.callTool({ name: "send_message", arguments: asked });
      expect(JSON.stringify(result.content)).toContain("NO ERRAND");
    } finally {
      await client.close();
    }
  });

  test("says what to do when no daemon runs", async () => {
    await using empty = await openStage();
    const { code, stdout, stderr } = await empty.cli(["mcp"]);
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toContain("Start it: tinyagi start");
  });
});
