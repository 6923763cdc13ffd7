/** The files in a workspace that define an agent: AGENTS.md (part of each prompt) and SOUL.md. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
const fileBody = z.strictObject({ content: z.string().max(MIB) });
/** `content` is empty when the file does not exist; `path` is absolute. */
const fileResponse = z.object({ content: z.string(), path: z.string() });

export const promptRoutes = {
  getSystemPrompt: route(
    {
      method: "GET",
      path: "/api/agents/:id/system-prompt",
      scope: "read",
      callers: ["run"],
      summary: "Get AGENTS.md from an agent's workspace",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => fileResponse,
    },
  ),
  putSystemPrompt: route(
    {
      method: "PUT",
      path: "/api/agents/:id/system-prompt",
      scope: "write",
      callers: ["run"],
      summary: "Replace AGENTS.md; the agent's next run uses it",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => agentParams,
      body: () => fileBody,
      response: () => okSchema,
    },
  ),
  getSoul: route(
    {
      method: "GET",
      path: "/api/agents/:id/soul",
      scope: "read",
      callers: ["run"],
      summary: "Get SOUL.md from an agent's workspace",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => fileResponse,
    },
  ),
  putSoul: route(
    {
      method: "PUT",
      path: "/api/agents/:id/soul",
      scope: "write",
      callers: ["run"],
      summary: "Replace SOUL.md",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => agentParams,
      body: () => fileBody,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
