/** The files in a workspace that define an agent: AGENTS.md (part of each prompt) and SOUL.md. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { MIB, okSchema, type RouteDefinition, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
const fileBody = z.strictObject({ content: z.string().max(MIB) });
/** `content` is empty when the file does not exist; `path` is absolute. */
const fileResponse = z.object({ content: z.string(), path: z.string() });

export const promptRoutes = {
  getSystemPrompt: {
    method: "GET",
    path: "/api/agents/:id/system-prompt",
    scope: "read",
    callers: ["run"],
    summary: "Get AGENTS.md from an agent's workspace",
    params: agentParams,
    response: fileResponse,
    bodyLimit: SMALL_BODY,
  },
  putSystemPrompt: {
    method: "PUT",
    path: "/api/agents/:id/system-prompt",
    scope: "write",
    callers: ["run"],
    summary: "Replace AGENTS.md; the agent's next run uses it",
    params: agentParams,
    body: fileBody,
    response: okSchema,
    bodyLimit: 2 * MIB,
  },
  getSoul: {
    method: "GET",
    path: "/api/agents/:id/soul",
    scope: "read",
    callers: ["run"],
    summary: "Get SOUL.md from an agent's workspace",
    params: agentParams,
    response: fileResponse,
    bodyLimit: SMALL_BODY,
  },
  putSoul: {
    method: "PUT",
    path: "/api/agents/:id/soul",
    scope: "write",
    callers: ["run"],
    summary: "Replace SOUL.md",
    params: agentParams,
    body: fileBody,
    response: okSchema,
    bodyLimit: 2 * MIB,
  },
} as const satisfies Record<string, RouteDefinition>;
