/** Agents, teams and chat rooms. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { agentConfigSchema, modelSchema, providerSchema, teamConfigSchema } from "../settings/agent.js";
import { limitQuery, MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
const teamParams = z.object({ id: entityIdSchema });
const sinceQuery = z.object({
  limit: limitQuery(100),
  since_id: z.coerce.number().int().min(0).optional(),
  since: z.coerce.number().int().min(0).optional(),
});
/**
 * In a chat room, a `since` below this is an id: the chat room viewer of 0.0.20 sends the last id it has seen. As a
 * time it would be in 2001, before any room existed.
 */
export const FIRST_SINCE_TIME = 1e12;
const roomQuery = sinceQuery.extend({
  since: sinceQuery.shape.since.describe(
    "Only later posts. A value below 10^12 is a post id; a larger value is a time in milliseconds since the epoch.",
  ),
});

export const agentMessageRow = z.object({
  id: z.number().int(),
  agent_id: z.string(),
  role: z.enum(["user", "assistant"]),
  channel: z.string(),
  sender: z.string(),
  message_id: z.string(),
  content: z.string(),
  created_at: z.number(),
});
export const chatMessageRow = z.object({
  id: z.number().int(),
  team_id: z.string(),
  from_agent: z.string(),
  message: z.string(),
  created_at: z.number(),
});

/** A new agent needs name, provider and model. Fields of an existing one are merged; `null` removes a field. */
export const putAgentBody = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  provider: providerSchema.optional(),
  model: modelSchema.optional(),
  working_directory: agentConfigSchema.shape.working_directory.nullish(),
  role: agentConfigSchema.shape.role.nullish(),
  system_prompt: agentConfigSchema.shape.system_prompt.nullish(),
  prompt_file: agentConfigSchema.shape.prompt_file.nullish(),
  heartbeat: agentConfigSchema.shape.heartbeat.nullish(),
  permissions: agentConfigSchema.shape.permissions.nullish(),
  sessionScope: agentConfigSchema.shape.sessionScope.nullish(),
  fallback: agentConfigSchema.shape.fallback.nullish(),
  env: agentConfigSchema.shape.env.nullish(),
  budget: agentConfigSchema.shape.budget.nullish(),
});

/** A new team needs name, agents and leader_agent. Fields of an existing one are merged; `null` removes a field. */
export const putTeamBody = z.strictObject({
  name: teamConfigSchema.shape.name.optional(),
  agents: teamConfigSchema.shape.agents.optional(),
  leader_agent: teamConfigSchema.shape.leader_agent.optional(),
  join: teamConfigSchema.shape.join.nullish(),
  limits: teamConfigSchema.shape.limits.nullish(),
  budget: teamConfigSchema.shape.budget.nullish(),
});

export const entityRoutes = {
  listAgents: route(
    {
      method: "GET",
      path: "/api/agents",
      scope: "read",
      callers: ["run"],
      summary: "List all agents by id",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.record(z.string(), agentConfigSchema),
    },
  ),
  putAgent: route(
    {
      method: "PUT",
      path: "/api/agents/:id",
      scope: "write",
      summary: "Create or change an agent",
      bodyLimit: MIB,
    },
    {
      params: () => agentParams,
      body: () => putAgentBody,
      response: () => okSchema.extend({ agent: agentConfigSchema, provisioned: z.boolean() }),
    },
  ),
  deleteAgent: route(
    {
      method: "DELETE",
      path: "/api/agents/:id",
      scope: "write",
      summary: "Remove an agent; keep its directory",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => okSchema,
    },
  ),
  resetAgent: route(
    {
      method: "POST",
      path: "/api/agents/:id/reset",
      scope: "write",
      summary: "Start a new session with the agent's next message",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => okSchema,
    },
  ),
  agentMessages: route(
    {
      method: "GET",
      path: "/api/agents/:id/messages",
      scope: "read",
      summary: "List an agent's history, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      query: () => sinceQuery,
      response: () => z.array(agentMessageRow),
    },
  ),
  allAgentMessages: route(
    {
      method: "GET",
      path: "/api/agent-messages",
      scope: "read",
      summary: "List the history of all agents, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => sinceQuery,
      response: () => z.array(agentMessageRow),
    },
  ),
  listTeams: route(
    {
      method: "GET",
      path: "/api/teams",
      scope: "read",
      callers: ["run"],
      summary: "List all teams by id",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.record(z.string(), teamConfigSchema),
    },
  ),
  putTeam: route(
    {
      method: "PUT",
      path: "/api/teams/:id",
      scope: "write",
      summary: "Create or change a team",
      bodyLimit: MIB,
    },
    {
      params: () => teamParams,
      body: () => putTeamBody,
      response: () => okSchema.extend({ team: teamConfigSchema }),
    },
  ),
  deleteTeam: route(
    {
      method: "DELETE",
      path: "/api/teams/:id",
      scope: "write",
      summary: "Remove a team; keep its agents",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => teamParams,
      response: () => okSchema,
    },
  ),
  chatroom: route(
    {
      method: "GET",
      path: "/api/chatroom/:id",
      scope: "read",
      summary: "List the posts in a team's chat room, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => teamParams,
      query: () => roomQuery,
      response: () => z.array(chatMessageRow),
    },
  ),
  postChatroom: route(
    {
      method: "POST",
      path: "/api/chatroom/:id",
      scope: "write",
      summary: "Post in a team's chat room as the user",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => teamParams,
      body: () => z.object({ message: z.string().max(MIB) }),
      response: () => okSchema.extend({ id: z.number().int() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
