/**
 * A sub-agent may use the tools that its plan gave it. What a tool changes can be changed by a route, too, so the same
 * holds there. What a run may do is looked up here, never taken from the caller.
 */
import { type AGENT_TOOLS, AppError } from "@tinyagi/contracts";
import type { Spawner } from "@tinyagi/teams";
import type { JsonRouteName, RouteContext, RouteHandlers } from "../route-handlers.js";
import type { Principal } from "../security/principal.js";
import type { Services } from "./services.js";

type AgentTool = (typeof AGENT_TOOLS)[number];

/** The routes with which a run changes something, and the tool that does the same. */
const TOOL_OF = {
  createResponse: "send_file",
  writeNote: "remember",
  deleteNote: "remember",
  proposeCompanyNote: "propose_note",
  putSystemPrompt: "remember",
  putSoul: "remember",
  createTask: "create_task",
  updateTask: "update_task",
  createComment: "update_task",
  createSchedule: "schedule",
  deleteSchedule: "schedule",
} as const satisfies Partial<Record<JsonRouteName, AgentTool>>;

/** The handlers; those in the table above refuse sub-agents without the tool. */
export function withToolRights(
  handlers: RouteHandlers,
  { spawner }: Pick<Services, "spawner">,
): RouteHandlers {
  const checked = Object.entries(TOOL_OF).map(([name, tool]) => {
    const handler = handlers[name as keyof typeof TOOL_OF] as (
      input: unknown,
      context: RouteContext,
    ) => unknown;
    return [
      name,
      (input: unknown, context: RouteContext) => {
        assertTool(spawner, context.principal, tool);
        return handler(input, context);
      },
    ];
  });
  return { ...handlers, ...Object.fromEntries(checked) };
}

/** Whether the plan of a sub-agent gave it a tool. Every other caller has all tools. */
export function hasTool(spawner: Pick<Spawner, "collectTools">, principal: Principal, tool: string): boolean {
  if (principal.kind !== "run") return true;
  const tools = spawner.collectTools(principal.runId);
  return tools === "all" || tools.includes(tool);
}

/** @throws AppError `FORBIDDEN` for a sub-agent without the tool */
export function assertTool(spawner: Pick<Spawner, "collectTools">, principal: Principal, tool: string): void {
  if (!hasTool(spawner, principal, tool))
    throw new AppError(
      "FORBIDDEN",
      `You were started without the tool ${tool}. Do without it, or say in your answer what you need.`,
    );
}
