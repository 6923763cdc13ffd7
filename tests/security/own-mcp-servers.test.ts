/**
 * The owner's own MCP servers, with the real agent CLIs: each harness gets the granted tools in the same way, none gets a
 * key, and what an owner did not allow is not called.
 *
 * @requirement MCP-4
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFakeMcp, type FakeMcp, needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 120_000;
const KEY = "key-of-the-owner-0123456789";
const SCHEMA = { type: "object", properties: { path: { type: "string" } } };
const READ = {
  name: "read",
  description: "Reads.",
  inputSchema: SCHEMA,
  annotations: { readOnlyHint: true },
};
const TOOLS = [READ, { name: "write", description: "Writes.", inputSchema: SCHEMA }];
const AGENTS = {
  claude: { tool: (name: string) => ({ name: `mcp__tinyagi__${name}` }), tools: ["agent CLIs"] },
  "careful-claude": { tool: (name: string) => ({ name: `mcp__tinyagi__${name}` }), tools: ["agent CLIs"] },
  codex: { tool: (name: string) => ({ name, namespace: "mcp__tinyagi" }), tools: ["agent CLIs"] },
  opencode: { tool: (name: string) => ({ name: `tinyagi_${name}` }), tools: ["agent CLIs"] },
  api: { tool: (name: string) => ({ name: `tinyagi_${name}` }), tools: [] },
} as const;

const folder = mkdtempSync(join(tmpdir(), "tinyagi-own-mcp-"));
let users: ToolUsers;
let files: FakeMcp;

beforeAll(async () => {
  files = createFakeMcp(join(folder, "state.json"), { tools: TOOLS });
  users = await openToolUsers();
  const grants = Object.keys(AGENTS).map((agent) => ({
    path: ["agents", agent, "mcp_servers"],
    value: ["files"],
  }));
  const server = { ...files.config, env: { API_KEY: KEY } };
  const changes = [{ path: ["mcp_servers", "files"], value: server as never }, ...grants];
  await users.daemon.client.call("changeSettings", { body: { changes } });
  // Agents get no tools that nobody looked at.
  await users.daemon.client.call("testMcpServer", { params: { id: "files" } });
}, TIMEOUT_MS);
afterAll(async () => {
  await users[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

for (const [agent, { tool, tools }] of Object.entries(AGENTS))
  describe(`@${agent}`, needs(...tools), () => {
    test(
      "calls a tool that reads, does not see its key, and is refused one that an owner denied",
      async () => {
        const [read = "", denied = ""] = await users.use(agent, [
          { ...tool("files__read"), input: { path: `of-${agent}` } },
          { ...tool("files__write"), input: { path: `by-${agent}` } },
        ]);
        expect(read).toContain(`of-${agent}`);
        expect(read).toContain("API_KEY");
        expect(read).not.toContain(KEY);
        expect(denied).toContain("A person denied this call");
        const called = JSON.stringify(files.calls().filter(({ method }) => method === "tools/call"));
        expect(called).toContain(`of-${agent}`);
        expect(called).not.toContain(`by-${agent}`);
        expect(files.starts()).toHaveLength(1);
      },
      TIMEOUT_MS,
    );
  });

test("the key is in no answer of the API and in no log", async () => {
  const { client } = users.daemon;
  const shown = [
    await client.call("listMcpServers"),
    await client.call("getSettings"),
    await client.call("logs"),
  ];
  expect(JSON.stringify(shown)).not.toContain(KEY);
});

test("the process of a server ends with the daemon", async () => {
  await users.daemon.client.call("testMcpServer", { params: { id: "files" } });
  const pid = files.starts().at(-1) ?? 0;
  expect(() => process.kill(pid, 0)).not.toThrow();
  await users.daemon.stop();
  expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
});
