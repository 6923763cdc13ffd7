/** Neither offers nor permits a tool to sub-agents whose plan did not give it to them. */
import { AGENT_TOOLS } from "@tinyagi/contracts";
import { assertTool, hasTool } from "../../handlers/tool-rights.js";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const GIVEN: ReadonlySet<string> = new Set(AGENT_TOOLS);

/** The tool, refused to runs that it was not given to. Tools that a plan cannot give decide for themselves. */
export function allowedOnly(tool: McpTool, { services: { spawner } }: Pick<ToolParts, "services">): McpTool {
  if (!GIVEN.has(tool.name)) return tool;
  return {
    ...tool,
    isOffered: (context) =>
      tool.isOffered?.(context) !== false && hasTool(spawner, context.principal, tool.name),
    async call(input, context) {
      assertTool(spawner, context.principal, tool.name);
      return tool.call(input, context);
    },
  };
}
