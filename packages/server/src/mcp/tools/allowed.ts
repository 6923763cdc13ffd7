/**
 * A sub-agent may use the tools that its plan gave it. What a run may do is looked up here, never taken from the caller.
 */
import { AGENT_TOOLS, AppError } from "@tinyagi/contracts";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

const GIVEN: ReadonlySet<string> = new Set(AGENT_TOOLS);

/** The tool, refused to runs that it was not given to. Tools that a plan cannot give decide for themselves. */
export function allowedOnly(tool: McpTool, { services: { spawner } }: Pick<ToolParts, "services">): McpTool {
  if (!GIVEN.has(tool.name)) return tool;
  return {
    ...tool,
    async call(input, context) {
      if (context.principal.kind === "run") {
        const { tools } = spawner.rights(context.principal.runId);
        if (tools !== "all" && !tools.includes(tool.name))
          throw new AppError(
            "FORBIDDEN",
            `You were started without the tool ${tool.name}. Do without it, or say in your answer what you need.`,
          );
      }
      return tool.call(input, context);
    },
  };
}
