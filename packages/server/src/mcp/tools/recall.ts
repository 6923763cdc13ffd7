/** Searches an agent's notes, and reads the best one in full. */
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";
import { getOwner, personField } from "./owner.js";

const RESULTS_MAX = 10;
const fields = {
  query: z.string().min(1).max(200).describe("Words, or the path of a note."),
};

export function recallTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "recall",
    title: "Recall",
    description: "Search the notes in memory. Returns those with every word, the best one in full.",
    input: { run: z.strictObject(fields), person: z.strictObject({ ...personField, ...fields }) },
    output: z.object({
      notes: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          summary: z.string(),
          snippet: z.string(),
          text: z.string().optional().describe("Only of the first note."),
        }),
      ),
    }),
    readOnly: true,
    async call(input, context) {
      const params = { id: getOwner(input, context.principal) };
      const query = { q: input.query, limit: RESULTS_MAX };
      const { results } = await callRoute("searchMemory", { params, query }, context);
      const [best, ...others] = results.map(({ name, path, summary, snippet }) => ({
        name,
        path,
        summary,
        snippet,
      }));
      if (best === undefined) return { text: "No note contains all of these words.", data: { notes: [] } };
      const { content } = await callRoute("readNote", { params, query: { path: best.path } }, context);
      const more = others.map(({ name, path, summary }) => `- ${name} (${path}): ${summary}`);
      const text = [`${best.path}:\n${content}`, ...(more.length > 0 ? ["More notes:", ...more] : [])].join(
        "\n",
      );
      return { text, data: { notes: [{ ...best, text: content }, ...others] } };
    },
  });
}
