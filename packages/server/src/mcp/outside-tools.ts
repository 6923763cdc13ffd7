/**
 * The tools of the owner's own MCP servers, for an agent's run. Only work for owners sees them: what they reach (mail, files,
 * accounts) is the owner's. A call that is not allowed by a rule waits for an owner, who sees exactly its arguments.
 */
import { AppError, isAppError } from "@tinyagi/contracts";
import { circleOfConversation, OWNERS, permissionRequest } from "@tinyagi/kernel";
import type { Services } from "../handlers/services.js";
import { hasTool } from "../handlers/tool-rights.js";
import type { OfferedTool } from "../mcp-servers/mcp-servers.js";
import type { RouteContext } from "../route-handlers.js";
import type { RunPrincipal } from "../security/principal.js";
import { refusal } from "./call-tool.js";
import type { ListedTool, OutsideTools } from "./listed-tool.js";

type Parts = Pick<Services, "mcpServers" | "spawner" | "store" | "approvals" | "waits">;

export function createOutsideTools(parts: Parts): OutsideTools {
  const offered = async ({ principal }: RouteContext): Promise<OfferedTool[]> => {
    if (principal.kind !== "run") return [];
    if (circleOfConversation(parts.store, principal.conversationId) !== OWNERS) return [];
    const tools = await parts.mcpServers.offeredTo(principal.agentId);
    return tools.filter(({ offeredAs }) => hasTool(parts.spawner, principal, offeredAs));
  };
  return {
    list: async (context) => (await offered(context)).map(listedTool),
    async call(name, input, { context, log }) {
      try {
        const tool = (await offered(context)).find(({ offeredAs }) => offeredAs === name);
        const { principal, signal } = context;
        if (tool === undefined || principal.kind !== "run") return undefined;
        if (tool.rule === "ask") {
          await requireApproval(parts, tool, { input, principal, signal });
          // The person may have changed the settings meanwhile, or a grant may have ended.
          const now = (await offered(context)).find(({ offeredAs }) => offeredAs === name);
          if (now?.reach !== tool.reach) throw changedMeanwhile(tool);
        }
        return await parts.mcpServers.call(tool, input, signal);
      } catch (error) {
        if (isAppError(error)) return refusal(error);
        log.error({ err: error }, "a tool of an MCP server failed");
        return refusal(new AppError("INTERNAL", "The tool failed. Try again later."));
      }
    },
  };
}

function changedMeanwhile({ server, name }: OfferedTool): AppError {
  return new AppError(
    "CONFLICT",
    `The tool ${name} of the MCP server ${server} changed, or was taken away, while a person was asked. Nothing was called. Ask again if you still need it.`,
  );
}

function listedTool({
  offeredAs,
  server,
  name,
  description,
  inputSchema,
  readOnly,
}: OfferedTool): ListedTool {
  return {
    name: offeredAs,
    title: `${server}: ${name}`,
    description,
    inputSchema: { ...inputSchema, type: "object" },
    annotations: { readOnlyHint: readOnly, openWorldHint: true },
  };
}

/** @throws AppError `FORBIDDEN` when no owner approves */
async function requireApproval(
  { approvals, waits }: Parts,
  { server, name }: OfferedTool,
  call: { input: Record<string, unknown>; principal: RunPrincipal; signal: AbortSignal },
): Promise<void> {
  const { input, principal, signal } = call;
  const { status, text } = await waits.during(principal.runId, "person", (ended) =>
    approvals.request({
      ...permissionRequest({ tool: `${server}__${name}`, more: input }),
      title: `Use the tool ${name} of the MCP server ${server}`,
      runId: principal.runId,
      preview: { tool: `${server}__${name}`, input },
      signal: AbortSignal.any([ended, signal]),
    }),
  );
  if (status === "approved") return;
  const reason = text === undefined ? "" : `: ${text}`;
  throw new AppError(
    "FORBIDDEN",
    status === "denied"
      ? `A person denied this call${reason}. Do not try it in another way.`
      : "No one gave permission in time. Continue without it, or say in your answer what you need.",
  );
}
