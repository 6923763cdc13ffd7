import { asSchema } from "ai";
import { describe, expect, it } from "vitest";
import { fieldsSchema } from "./fields.js";

const schema = asSchema(
  fieldsSchema({
    path: { type: "string", description: "A path.", maxLength: 5 },
    line: { type: "integer", description: "A line.", optional: true, minimum: 1 },
    all: { type: "boolean", description: "All.", optional: true },
  }),
);

describe("the schema of a flat input", () => {
  it("tells the model the fields and which it must give", async () => {
    expect(await schema.jsonSchema).toEqual({
      type: "object",
      properties: {
        path: { type: "string", description: "A path." },
        line: { type: "integer", description: "A line." },
        all: { type: "boolean", description: "All." },
      },
      required: ["path"],
    });
  });

  it.each([
    [{ path: "a" }, { path: "a" }],
    [{ path: "a", line: null }, { path: "a" }],
    [
      { path: "a", line: 2, all: false },
      { path: "a", line: 2, all: false },
    ],
  ])("takes %j", async (input, value) => {
    expect(await schema.validate?.(input)).toEqual({ success: true, value });
  });

  it.each([
    [{}, "path"],
    [{ path: 1 }, "path"],
    [{ path: "abcdef" }, "path"],
    [{ path: "a", line: 0 }, "line"],
    [{ path: "a", line: 1.5 }, "line"],
    [{ path: "a", all: "yes" }, "all"],
    [{ path: "a", more: 1 }, "unknown"],
    [{ path: "a", __proto__: null, toString: 1 }, "unknown"],
    ["a", "object"],
    [null, "object"],
  ])("refuses %j", async (input, word) => {
    const checked = await schema.validate?.(input);
    expect(checked).toMatchObject({ success: false });
    expect(String(checked?.success === false && checked.error)).toContain(word);
  });
});
