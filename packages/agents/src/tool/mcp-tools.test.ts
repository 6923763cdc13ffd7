import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { connectMcpTools } from "./mcp-tools.js";
import type { ToolContext } from "./tool.js";

const CONTEXT = {
  callId: "c1",
  toolName: "add",
  signal: new AbortController().signal,
} as unknown as ToolContext;

/** A server of the SDK with one tool, which records who calls. */
async function serve(toolName = "add") {
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

describe("the tools of an MCP server", () => {
  test("are tools of an agent, called with the given headers", async () => {
    const { url, callers } = await serve();
    await using server = await connectMcpTools({
      url,
      prefix: "sums_",
      headers: { authorization: "Bearer t" },
    });
    expect(server.tools.map(({ name, description }) => [name, description])).toEqual([["sums_add", "Add."]]);
    expect(await server.tools[0]?.execute({ a: 2, b: 3 }, CONTEXT)).toBe("5");
    expect(new Set(callers)).toEqual(new Set(["Bearer t"]));
  });

  test("refuse with an error that the model reads", async () => {
    const { url } = await serve();
    await using server = await connectMcpTools({ url });
    await expect(server.tools[0]?.execute({ a: 0, b: 3 }, CONTEXT)).rejects.toThrow("a must not be 0");
  });

  test("with a name that no provider takes are refused", async () => {
    const { url } = await serve("add.two");
    await expect(connectMcpTools({ url })).rejects.toThrow(/A tool's name/);
  });
});
