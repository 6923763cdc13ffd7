/** An MCP server on loopback, made with the SDK, that adds two numbers. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** Records who calls. It stops with the test. */
export async function serveSums(toolName = "add") {
  const callers: (string | undefined)[] = [];
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "sums", version: "1" });
    const inputSchema = z.object({ a: z.number(), b: z.number() });
    server.registerTool(toolName, { description: "Add.", inputSchema }, async ({ a, b }) =>
      a === 0
        ? { content: [{ type: "text", text: "a must not be 0" }], isError: true }
        : { content: [{ type: "text", text: String(a + b) }] },
    );
    return server;
  });
  const http = createServer(async (request, response) => {
    callers.push(request.headers.authorization);
    const body = request.method === "POST" ? await text(request) : undefined;
    const headers = Object.entries(request.headers) as [string, string][];
    const answer = await handler.fetch(
      new Request("http://localhost/mcp", {
        method: request.method ?? "GET",
        headers,
        ...(body === undefined ? {} : { body }),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => void http.close(() => resolve())));
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`, callers };
}
