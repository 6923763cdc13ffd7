import { expect, it } from "vitest";
import { z } from "zod";
import { shortSchema } from "./short-schema.js";

it("keeps names, types, choices and meanings, and leaves bounds to the check", () => {
  const schema = z.strictObject({
    title: z.string().min(1).max(10).describe("What to do."),
    status: z.enum(["todo", "done"]).optional(),
    parts: z.array(z.looseObject({ id: z.string().max(3) })).min(1),
    project: z.union([z.string().max(5), z.null()]),
  });
  expect(shortSchema({ ...z.toJSONSchema(schema), type: "object" })).toEqual({
    type: "object",
    properties: {
      title: { type: "string", description: "What to do." },
      status: { type: "string", enum: ["todo", "done"] },
      parts: {
        type: "array",
        items: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      },
      project: { anyOf: [{ type: "string" }, { type: "null" }] },
    },
    required: ["title", "parts", "project"],
  });
});

it("keeps a field that is called like a bound", () => {
  const schema = z.object({ maximum: z.number(), pattern: z.string(), default: z.string().optional() });
  expect(Object.keys(Object(shortSchema({ ...z.toJSONSchema(schema), type: "object" }).properties))).toEqual([
    "maximum",
    "pattern",
    "default",
  ]);
});

it("leaves out what only bounds refer to", () => {
  const schema = z.object({ input: z.record(z.string(), z.json()), value: z.json() });
  const free = z.object({ input: z.record(z.string(), z.json()) });
  const short = (of: z.ZodObject) => shortSchema({ ...z.toJSONSchema(of), type: "object" });
  expect(short(free)).toEqual({
    type: "object",
    properties: { input: { type: "object" } },
    required: ["input"],
  });
  expect(Object.keys(short(schema))).toContain("$defs");
});
