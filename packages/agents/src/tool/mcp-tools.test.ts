import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, test } from "vitest";
import { serveSums } from "../../test-support/mcp-server.js";
import { connectMcpTools } from "./mcp-tools.js";
import type { ToolContext } from "./tool.js";

const CONTEXT = partial<ToolContext>({
  callId: "c1",
  toolName: "add",
  signal: new AbortController().signal,
});

describe("the tools of an MCP server", () => {
  test("are tools of an agent, called with the given headers", async () => {
    const { url, callers } = await serveSums();
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
    const { url } = await serveSums();
    await using server = await connectMcpTools({ url });
    await expect(server.tools[0]?.execute({ a: 0, b: 3 }, CONTEXT)).rejects.toThrow("a must not be 0");
  });

  test("with a name that no provider takes are refused", async () => {
    const { url } = await serveSums("add.two");
    await expect(connectMcpTools({ url })).rejects.toThrow(/A tool's name/);
  });
});
