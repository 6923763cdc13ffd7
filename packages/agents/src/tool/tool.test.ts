import { jsonSchema } from "ai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool, offersOf, toolMap } from "./tool.js";

const echo = defineTool({
  name: "echo",
  description: "Echoes.",
  inputSchema: z.object({ text: z.string() }),
  execute: ({ text }) => text,
});

describe("a tool", () => {
  it("is offered with its name, description and JSON schema", async () => {
    const [offer] = await offersOf([echo]);
    expect(offer).toMatchObject({
      name: "echo",
      description: "Echoes.",
      inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
    });
  });

  it("may bring a JSON schema instead of zod", async () => {
    const tool = defineTool({
      name: "plain",
      description: "d",
      inputSchema: jsonSchema({ type: "object", properties: { a: { type: "number" } } }),
      execute: () => 1,
    });
    const [offer] = await offersOf([tool]);
    expect(offer?.inputSchema).toEqual({ type: "object", properties: { a: { type: "number" } } });
  });

  it.each(["", "two words", "a".repeat(65), "dot.ted", "ünï"])("cannot be named %j", (name) => {
    const definition = { name, description: "d", inputSchema: z.object({}), execute: () => 1 };
    expect(() => defineTool(definition)).toThrow("1 to 64 letters");
  });

  it("has a name of its own among its agent's tools", () => {
    expect(() => toolMap([echo, echo])).toThrow("Two tools are named echo");
    expect(toolMap([echo]).get("echo")).toBe(echo);
  });

  it("is not found by names of the object prototype", () => {
    expect(toolMap([]).get("constructor")).toBeUndefined();
  });
});
