/** Counts what runs store with a tool. */
import { countWrite, TOOL_WRITES } from "../../handlers/run-limits.js";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

/** The tool, refused when the run wrote too much. Tools that call a route are counted by it. */
export function counted(tool: McpTool, { services }: Pick<ToolParts, "services">): McpTool {
  if (!isCounted(tool.name)) return tool;
  const kind = TOOL_WRITES[tool.name];
  return {
    ...tool,
    async call(input, context) {
      await countWrite(services, context, { kind, input });
      return tool.call(input, context);
    },
  };
}

function isCounted(name: string): name is keyof typeof TOOL_WRITES {
  return Object.hasOwn(TOOL_WRITES, name);
}
