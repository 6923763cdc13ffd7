/** What the tools on the workspace cost each call of a model. What exceeds this is cut, or the budget is raised on purpose. */
import { fieldsSchema } from "@tinyagi/agents";
import { expect, test } from "vitest";
import { runCommandTool } from "./command-tool.js";
import { FILE_TOOLS } from "./table.js";

/** Measured: 1.5 KB. */
const MAX_BYTES = 1_600;

test("the tools that every agent on a model API is sent stay within their budget", () => {
  const sent = [...FILE_TOOLS, runCommandTool].map(({ name, description, fields }) => ({
    name,
    description,
    input_schema: Object(fieldsSchema(fields)).jsonSchema,
  }));
  expect(sent[0]?.input_schema.properties).toHaveProperty("path");
  expect(Buffer.byteLength(JSON.stringify(sent))).toBeLessThanOrEqual(MAX_BYTES);
});
