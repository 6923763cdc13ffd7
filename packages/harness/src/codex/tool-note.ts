/**
 * Tells a model of codex how to find the tools of TinyAGI. Newer models are not shown the tools of MCP servers: they have
 * to look for them, in one of two ways. Which model does so is in codex's own catalogue, which changes with its versions.
 * So every model is told, in words that are also true for one that sees the tools. Pure.
 */
import { type HarnessRequest, joinPromptParts } from "@tinyagi/contracts";
import { MCP_SERVER } from "../cli/mcp.js";

export const TOOL_NOTE = `## Where your TinyAGI tools are

The tools of TinyAGI belong to the MCP server \`${MCP_SERVER}\`. If your list of tools does not show them, look for them
before you say that you do not have them:

- If you have the tool \`tool_search\`, search for \`${MCP_SERVER}\`.
- If you have the tool \`exec\` for JavaScript, filter \`ALL_TOOLS\` by names that start with \`mcp__${MCP_SERVER}__\`.`;

/** Adds the note to the instructions of a run that has tools of TinyAGI. */
export function withToolNote(request: HarnessRequest): HarnessRequest {
  if (request.mcp === undefined) return request;
  return { ...request, systemPrompt: joinPromptParts([{ text: request.systemPrompt }, { text: TOOL_NOTE }]) };
}
