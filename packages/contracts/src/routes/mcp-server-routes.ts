/** The owner's own MCP servers: their state and tools. They are configured in the settings. For the operator only. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { MCP_RULES } from "../settings/mcp-server.js";
import { digestSchema } from "./plugin-routes.js";
import { type RouteDefinition, route, SMALL_BODY } from "./route.js";

const MCP_SERVER_STATES = ["unused", "idle", "running", "failed"] as const;
const MCP_LOGINS = ["none", "needed", "done"] as const;
/** Of a tool against what the owner saw: the same, or withheld from agents because it is new, other, or not usable. */
const MCP_TOOL_STATES = ["offered", "denied", "new", "changed", "gone", "unusable"] as const;

const mcpToolView = z.object({
  name: z.string().describe("As the server names it."),
  offeredAs: z.string().nullable().describe("The name for agents, or null for a tool that they do not see."),
  state: z.enum(MCP_TOOL_STATES),
  rule: z.enum(MCP_RULES),
  readOnly: z.boolean().describe("Whether the server declares that it changes nothing."),
  description: z.string().describe("The text that agents see, or would see."),
  before: z.string().nullable().describe("Of a changed tool: its definition as the owner saw it."),
  after: z.string().nullable().describe("Of a new or changed tool: its definition now."),
});
export type McpToolView = z.infer<typeof mcpToolView>;

export const mcpServerView = z.object({
  id: z.string(),
  kind: z.enum(["program", "address"]),
  /** The program with its arguments, or the address. */
  place: z.string(),
  agents: z.array(z.string()).describe("Ids of the agents that may use it."),
  everyone: z.boolean(),
  state: z
    .enum(MCP_SERVER_STATES)
    .describe(
      "`unused`: nobody looked at its tools since it was configured, and agents get none; `idle`: ended until it is needed.",
    ),
  problem: z.string().nullable().describe("Why the last start, list or call failed, or null."),
  login: z
    .enum(MCP_LOGINS)
    .describe(
      "`needed`: the server answers only after a login; `done`: TinyAGI has one; `none`: nothing asked for it.",
    ),
  pid: z.number().int().nullable(),
  tools: z.array(mcpToolView),
  /** Of the tools as they are now, when they differ from those that the owner saw; else null. */
  digest: z.string().nullable(),
});
export type McpServerView = z.infer<typeof mcpServerView>;

const REDIRECT_MAX = 2_048;
/** The browser brings the answer back to this machine, or to where TinyOffice is. */
const redirectUri = z
  .url({ protocol: /^https?$/, error: "use an http:// or https:// URL" })
  .max(REDIRECT_MAX)
  .refine((text) => isOwnAddress(text), "use https, or http at a loopback address");

/** A code that travels over a network in the clear is worth nothing. */
function isOwnAddress(text: string): boolean {
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || ["127.0.0.1", "[::1]", "localhost"].includes(hostname);
}

const serverParams = z.object({ id: entityIdSchema });

export const mcpServerRoutes = {
  listMcpServers: route(
    {
      method: "GET",
      path: "/api/mcp-servers",
      scope: "read",
      summary: "List the MCP servers of the settings, their state and their tools",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.array(mcpServerView) },
  ),
  testMcpServer: route(
    {
      method: "POST",
      path: "/api/mcp-servers/:id/test",
      scope: "write",
      summary: "Start or reach an MCP server and read its tools",
      bodyLimit: SMALL_BODY,
    },
    { params: () => serverParams, response: () => mcpServerView },
  ),
  beginMcpLogin: route(
    {
      method: "POST",
      path: "/api/mcp-servers/:id/login",
      scope: "write",
      summary: "Begin a login at an MCP server by OAuth, and get the address for the browser",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => serverParams,
      body: () => z.strictObject({ redirectUri }),
      response: () => z.object({ url: z.string().describe("Where the browser is to go.") }),
    },
  ),
  finishMcpLogin: route(
    {
      method: "POST",
      path: "/api/mcp-servers/:id/login/finish",
      scope: "write",
      summary: "Finish a login at an MCP server with what the browser brought back",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => serverParams,
      body: () =>
        z.strictObject({
          answer: z.string().max(8_192).describe("Query of the address that the browser came back to."),
        }),
      response: () => mcpServerView,
    },
  ),
  endMcpLogin: route(
    {
      method: "DELETE",
      path: "/api/mcp-servers/:id/login",
      scope: "write",
      summary: "Forget the login at an MCP server",
      bodyLimit: SMALL_BODY,
    },
    { params: () => serverParams, response: () => mcpServerView },
  ),
  acceptMcpTools: route(
    {
      method: "POST",
      path: "/api/mcp-servers/:id/accept",
      scope: "write",
      summary: "Accept the changed tools of an MCP server, exactly those of this digest",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => serverParams,
      body: () => z.strictObject({ digest: digestSchema }),
      response: () => mcpServerView,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
