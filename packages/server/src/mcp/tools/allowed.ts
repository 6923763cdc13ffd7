/** Neither lists nor permits a tool for sub-agents whose plan did not give it to them. */
import { AGENT_TOOLS } from "@tinyagi/contracts";
import { assertTool, hasTool } from "../../handlers/tool-rights.js";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

/** What a plan allows with `canSpawn`. They refuse for themselves, with the limit. */
const SPAWNING: ReadonlySet<string> = new Set(["spawn_agents", "run_sub_agent"]);
const GIVEN: ReadonlySet<string> = new Set(AGENT_TOOLS);

/** The tool, refused to runs that it was not given to. Tools that a plan cannot give decide for themselves. */
export function allowedOnly(tool: McpTool, { services: { spawner } }: Pick<ToolParts, "services">): McpTool {
  if (SPAWNING.has(tool.name))
    return {
      ...tool,
      isListed: ({ principal }) => principal.kind !== "run" || spawner.maySpawn(principal.runId),
    };
  if (!GIVEN.has(tool.name)) return tool;
  return {
    ...tool,
    isListed: ({ principal }) => hasTool(spawner, principal, tool.name),
    async call(input, context) {
      assertTool(spawner, context.principal, tool.name);
      return tool.call(input, context);
    },
  };
}
