/**
 * Tools of TinyAGI that most messages do not need: an agent on a model API is told their names, and the rest when it asks.
 * Every listed byte is part of every prompt. What has not been shown can be called all the same.
 */
import { type AgentMessage, type AgentTool, defineTool, fieldsSchema } from "@tinyagi/agents";
import { MCP_SERVER } from "../cli/mcp.js";

/** With what their names do not say. */
const RARE: ReadonlyMap<string, string> = new Map([
  // Its notes are files in `memory/`, as the instructions say.
  ["remember", ""],
  ["create_task", ""],
  ["update_task", ""],
  ["schedule", " (a message for later)"],
  ["send_file", ""],
  ["propose_note", " (of the company)"],
  ["run_sub_agent", ""],
]);
const PREFIX = `${MCP_SERVER}_`;
/** For fewer, asking costs more than it saves. */
const LEAST = 3;
const MORE = "more_tools";

/**
 * The tools with those that are shown on demand.
 *
 * @param before the transcript: a tool that was called in it is shown from the start
 */
export function withFurtherTools(tools: readonly AgentTool[], before: readonly AgentMessage[]): AgentTool[] {
  const rare = tools.flatMap((tool) => {
    const name = tool.name.startsWith(PREFIX) ? tool.name.slice(PREFIX.length) : "";
    const about = RARE.get(name);
    return about === undefined ? [] : [{ tool, short: `${name}${about}` }];
  });
  if (rare.length < LEAST) return [...tools];
  const names = new Set(rare.map(({ tool }) => tool.name));
  let isShown = before.some((message) => callsAny(message, names));
  const list = rare.map(({ short }) => short).join(", ");
  const more = defineTool({
    name: MORE,
    description: `More tools: ${list}.`,
    inputSchema: fieldsSchema({}),
    execute() {
      isShown = true;
      return `You have these tools now: ${[...names].join(", ")}.`;
    },
  });
  return [
    ...tools.map((tool) =>
      names.has(tool.name) ? Object.assign({}, tool, { isOffered: () => isShown }) : tool,
    ),
    Object.assign({}, more, { isOffered: () => !isShown }),
  ];
}

function callsAny({ role, content }: AgentMessage, names: ReadonlySet<string>): boolean {
  if (role !== "assistant" || typeof content === "string") return false;
  return content.some((part) => part.type === "tool-call" && names.has(part.toolName));
}
