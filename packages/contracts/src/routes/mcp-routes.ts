/** The Model Context Protocol (streamable HTTP, without sessions): the tools of agents and of people's MCP clients. */
import { z } from "zod";
import { MIB, type RouteDefinition, route } from "./route.js";

export const mcpRoutes = {
  mcp: route(
    {
      method: "POST",
      path: "/mcp",
      scope: "write",
      callers: ["run"],
      summary: "Call the tools of TinyAGI over the Model Context Protocol",
      bodyLimit: 2 * MIB,
      stream: "mcp",
    },
    {
      response: () => z.unknown(),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
