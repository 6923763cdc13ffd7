/** @requirement MCP-4 */
import { expect, it } from "vitest";
import { foreignServers } from "./foreign-mcp.js";

const URL = "https://x.example/mcp";

it("takes the servers for everything and those of single projects, each once", () => {
  const { servers, left } = foreignServers({
    mcpServers: { GitHub: { type: "http", url: URL } },
    projects: {
      "/a": { mcpServers: { notes: { command: "notes" }, github: { url: URL } } },
      "/b": { mcpServers: { notes: { type: "stdio", command: "notes" } } },
      "/c": 7,
    },
  });
  expect(servers).toEqual([
    { id: "github", config: { url: URL } },
    { id: "notes", config: { command: "notes" } },
  ]);
  expect(left).toEqual([]);
});

it.each([
  ["speaks the old event streams", { a: { type: "sse", url: URL } }, "transport"],
  ["has a name that is no id", { "a b": { command: "x" } }, "no_id"],
  ["differs from another only in capitals", { A: { command: "x" }, a: { command: "y" } }, "twice"],
  ["has both forms", { a: { command: "x", url: URL } }, "unusable"],
  [
    "makes a program run other code",
    { a: { command: "x", env: { node_options: "--import /ws/x.mjs" } } },
    "dangerous_variable",
  ],
])("leaves out one that %s, and says so", (_what, mcpServers, reason) => {
  expect(foreignServers({ mcpServers }).left).toMatchObject([{ reason }]);
});

it.each([undefined, null, 7, "x", [], { mcpServers: 7, projects: "x" }])("finds nothing in %j", (content) => {
  expect(foreignServers(content)).toEqual({ servers: [], left: [] });
});
