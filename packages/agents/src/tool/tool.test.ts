import { jsonSchema } from "ai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineTool, listOffers, prepareTool, toolMap } from "./tool.js";

const echo = defineTool({
  name: "echo",
  description: "Echoes.",
  inputSchema: z.object({ text: z.string() }),
  execute: ({ text }) => text,
});

describe("a tool", () => {
  it("is offered with its name, description and JSON schema", async () => {
    const [offer] = await listOffers([prepareTool(echo)]);
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
    const [offer] = await listOffers([prepareTool(tool)]);
    expect(offer?.inputSchema).toEqual({ type: "object", properties: { a: { type: "number" } } });
  });

  it.each(["", "two words", "a".repeat(65), "dot.ted", "ünï"])("cannot be named %j", (name) => {
    const definition = { name, description: "d", inputSchema: z.object({}), execute: () => 1 };
    expect(() => defineTool(definition)).toThrow("1 to 64 letters");
  });

  it("has a name of its own among its agent's tools", () => {
    expect(() => toolMap([echo, echo])).toThrow("Two tools are named echo");
    expect(toolMap([echo]).get("echo")?.name).toBe("echo");
  });

  it("is not found by names of the object prototype", () => {
    expect(toolMap([]).get("constructor")).toBeUndefined();
  });
});

describe("a tool of a harness", () => {
  it("has its schema converted once, whatever the number of runs", async () => {
    let conversions = 0;
    const inputSchema = () => {
      conversions += 1;
      return jsonSchema<unknown>({ type: "object" });
    };
    const prepared = prepareTool({ name: "t", description: "d", inputSchema, execute: () => 1 });
    const [first, second] = [await prepared.offer(), await prepared.offer()];
    expect(first).toBe(second);
    expect(conversions).toBe(1);
  });

  it("keeps the `this` of a tool that is an object with methods", async () => {
    class Counter {
      readonly name = "count";
      readonly description = "d";
      readonly inputSchema = z.unknown();
      #count = 0;
      execute(): number {
        this.#count += 1;
        return this.#count;
      }
    }
    const prepared = prepareTool(new Counter());
    const context = {} as Parameters<typeof prepared.execute>[1];
    expect([prepared.execute({}, context), prepared.execute({}, context)]).toEqual([1, 2]);
    expect(prepared.spawns).toBe(false);
    expect(prepared.propagates?.(new Error("x"))).toBe(false);
  });
});
