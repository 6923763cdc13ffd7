/** @requirement MCP-4 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unusedMcpServers } from "./unused-mcp.js";

function places() {
  const userHome = mkdtempSync(join(tmpdir(), "tinyagi-unused-mcp-"));
  onTestFinished(() => rmSync(userHome, { recursive: true, force: true }));
  const workspace = join(userHome, "ws");
  mkdirSync(workspace);
  return { userHome, workspace, workspaces: [workspace] };
}
const write = (file: string, mcpServers: unknown) => writeFileSync(file, JSON.stringify({ mcpServers }));

test("servers of the user's Claude Code and of a workspace are found, except for those that TinyAGI has", async () => {
  const { userHome, workspace, workspaces } = places();
  write(join(userHome, ".claude.json"), { linear: { type: "sse", url: "https://l.example" }, broken: 7 });
  write(join(workspace, ".mcp.json"), { mine: { command: "x" }, other: { command: "y", args: ["z"] } });
  const known = { mine: { command: "x" } } as never;
  expect(await unusedMcpServers({ mcp_servers: known }, { userHome, workspaces })).toEqual([
    { file: join(userHome, ".claude.json"), ids: ["linear"], inWorkspace: false },
    { file: join(workspace, ".mcp.json"), ids: ["other"], inWorkspace: true },
  ]);
});

test("a file of an agent that is a pipe, a folder or no JSON delays nothing", async () => {
  const { userHome, workspace, workspaces } = places();
  execFileSync("mkfifo", [join(workspace, ".mcp.json")]);
  mkdirSync(join(userHome, ".claude.json"));
  expect(await unusedMcpServers({ mcp_servers: {} }, { userHome, workspaces })).toEqual([]);
  rmSync(join(workspace, ".mcp.json"));
  writeFileSync(join(workspace, ".mcp.json"), "{");
  expect(await unusedMcpServers({ mcp_servers: {} }, { userHome, workspaces })).toEqual([]);
});
