/** Sends a file of the agent's workspace to the person of its conversation, at once. */
import { basename } from "node:path";
import { z } from "zod";
import { defineTool, type McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const TEXT_MAX = 10_000;

export function sendFileTool({ callRoute }: ToolParts): McpTool {
  return defineTool({
    name: "send_file",
    title: "Send a file",
    description: "Send a file of your workspace to the person now, before your final answer.",
    input: {
      run: z.strictObject({
        path: z.string().min(1).max(4_096).describe("In your workspace."),
        text: z.string().min(1).max(TEXT_MAX).optional().describe("Comes with the file."),
      }),
    },
    output: z.object({ messageId: z.string() }),
    readOnly: false,
    async call({ path, text }, context) {
      const message = text ?? basename(path);
      const { messageId } = await callRoute("createResponse", { body: { message, files: [path] } }, context);
      return { text: "The file was sent to the person.", data: { messageId } };
    },
  });
}
