/**
 * Neither lists nor permits a tool for sub-agents whose plan did not give it to them, and lists no tools of teamwork for an
 * agent without teammates.
 */
import { AGENT_TOOLS } from "@tinyagi/contracts";
import { hasTeammates } from "@tinyagi/features";
import { assertTool, hasTool } from "../../handlers/tool-rights.js";
import type { McpTool } from "../tool.js";
import type { ToolParts } from "../tool-parts.js";

/** What a plan allows with `canSpawn`. They refuse for themselves, with the limit. */
const SPAWNING: ReadonlySet<string> = new Set(["spawn_agents", "run_sub_agent"]);
/** What serves only those who have someone to work with. */
const TEAM: ReadonlySet<string> = new Set(["list_team", "send_message", "post_room"]);
const GIVEN: ReadonlySet<string> = new Set(AGENT_TOOLS);

/** The tool, refused to runs that it was not given to. Tools that a plan cannot give decide for themselves. */
export function allowedOnly(
  tool: McpTool,
  { services: { spawner, settings } }: Pick<ToolParts, "services">,
): McpTool {
  if (SPAWNING.has(tool.name))
    return {
      ...tool,
      isListed: ({ principal }) => principal.kind !== "run" || spawner.maySpawn(principal.runId),
    };
  if (!GIVEN.has(tool.name)) return tool;
  return {
    ...tool,
    isListed: ({ principal }) => {
      if (!hasTool(spawner, principal, tool.name)) return false;
      const isTeamwork = principal.kind === "run" && TEAM.has(tool.name);
      return !isTeamwork || hasTeammates(principal.agentId, settings.current());
    },
    async call(input, context) {
      assertTool(spawner, context.principal, tool.name);
      return tool.call(input, context);
    },
  };
}
