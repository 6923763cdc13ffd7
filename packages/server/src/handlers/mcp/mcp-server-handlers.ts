/** The owner's own MCP servers. The table of acts says who may accept what a server changed. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type McpServerHandlers = Pick<
  RouteHandlers,
  "listMcpServers" | "testMcpServer" | "acceptMcpTools" | "beginMcpLogin" | "finishMcpLogin" | "endMcpLogin"
>;

export function mcpServerHandlers({ mcpServers }: Services): McpServerHandlers {
  return {
    listMcpServers: () => mcpServers.list(),
    testMcpServer: ({ params }) => mcpServers.test(params.id),
    beginMcpLogin: async ({ params, body }) => ({
      url: await mcpServers.beginLogin(params.id, body.redirectUri),
    }),
    finishMcpLogin: ({ params, body }) => mcpServers.finishLogin(params.id, body.answer),
    endMcpLogin: ({ params }) => mcpServers.endLogin(params.id),
    acceptMcpTools: ({ params, body }) => mcpServers.accept(params.id, body.digest),
  };
}
