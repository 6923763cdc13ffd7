/** Writes a note in an agent's memory. */
import { MIB } from "@tinyagi/contracts";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { getOwner, personField } from "./owner.js";

const fields = {
  path: z.string().min(1).max(1_000).describe("Below memory/, such as customers/acme.md."),
  text: z.string().min(1).max(MIB).describe("The whole note, with name and summary at its start."),
};

export function rememberTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "remember",
    title: "Remember",
    description: "Create or replace a note in memory for later conversations, one subject each.",
    input: { run: z.strictObject(fields), person: z.strictObject({ ...personField, ...fields }) },
    output: z.object({ path: z.string(), created: z.boolean() }),
    readOnly: false,
    async call(input, context) {
      const params = { id: getOwner(input, context.principal) };
      const body = { path: input.path, content: input.text };
      const { created, note } = await callRoute("writeNote", { params, body }, context);
      return {
        text: `${created ? "Created" : "Replaced"} the note ${note.path}.`,
        data: { path: note.path, created },
      };
    },
  });
}
