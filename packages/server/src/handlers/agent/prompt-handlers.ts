/** AGENTS.md and SOUL.md in an agent's workspace, the files that its runs read, and what an agent is sent in all. */
import { join } from "node:path";
import { AGENTS_FILE, SOUL_FILE } from "@tinyagi/home";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import { mustSeeAgent } from "../found.js";
import type { Services } from "../services.js";

type PromptHandlers = Pick<
  RouteHandlers,
  "getSystemPrompt" | "putSystemPrompt" | "getSoul" | "putSoul" | "effectivePrompt"
>;

export function promptHandlers(services: Services): PromptHandlers {
  const { workspaceOf } = services;
  const read = async (agentId: string, file: string, { principal }: RouteContext) => {
    mustSeeAgent(services, agentId, principal);
    const workspace = workspaceOf(agentId);
    const { folder } = await workspace.locate({});
    const { text } = await workspace.readText({ path: file });
    return { content: text ?? "", path: join(folder, file) };
  };
  const write = async (
    { params, body }: { params: { id: string }; body: { content: string } },
    file: string,
    { principal }: RouteContext,
  ) => {
    mustSeeAgent(services, params.id, principal);
    await workspaceOf(params.id).writeText({ path: file, text: body.content });
    return { ok: true as const };
  };
  return {
    getSystemPrompt: ({ params }, context) => read(params.id, AGENTS_FILE, context),
    putSystemPrompt: (input, context) => write(input, AGENTS_FILE, context),
    effectivePrompt: ({ params }) => services.effectivePrompt(params.id),
    getSoul: ({ params }, context) => read(params.id, SOUL_FILE, context),
    putSoul: (input, context) => write(input, SOUL_FILE, context),
  };
}
