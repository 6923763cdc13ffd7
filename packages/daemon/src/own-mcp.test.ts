/** @requirement MCP-4 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { McpServerView } from "@tinyagi/contracts";
import { createFakeMcp } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { startTestDaemon, testHome } from "./fixture.js";

const READ = {
  name: "read",
  description: "Reads.",
  inputSchema: { type: "object" },
  annotations: { readOnlyHint: true },
};

test("a daemon starts the owner's MCP server in a folder of its home, ends it, and remembers its tools", async () => {
  const place = testHome({});
  const fake = createFakeMcp(join(place.home, "fake.json"), { tools: [READ], stubborn: true });
  const agents = { coder: { name: "Coder", provider: "demo", mcp_servers: ["files"] } };
  const mcp_servers = { files: { ...fake.config, env: { API_KEY: "env:MY_KEY" } } };
  const home = testHome({ agents, mcp_servers }, { MY_KEY: "the-key-of-the-owner" });
  const daemon = await startTestDaemon(home);
  const [before] = await daemon.json<McpServerView[]>("/api/mcp-servers");
  expect([before?.state, before?.pid, fake.starts()]).toEqual(["unused", null, []]);
  const view = await daemon.json<McpServerView>("/api/mcp-servers/files/test", { method: "POST" });
  expect(view).toMatchObject({ state: "running", agents: ["coder"], problem: null, digest: null });
  expect(view.tools).toMatchObject([
    { name: "read", offeredAs: "files__read", state: "offered", rule: "allow" },
  ]);
  expect(existsSync(join(home.home, "mcp", "files"))).toBe(true);
  await daemon.stop({ signal: "test" });
  expect(() => process.kill(view.pid ?? 0, 0)).toThrow(/ESRCH/);
  expect(home.log()).toContain("fake MCP server is up");
  expect(home.log()).not.toContain("the-key-of-the-owner");
  const again = await startTestDaemon(home);
  const [after] = await again.json<McpServerView[]>("/api/mcp-servers");
  expect([after?.state, after?.tools.length, fake.starts().length]).toEqual(["idle", 1, 1]);
});
