/** Agents, teams and chat rooms. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { effectivePromptSchema } from "../effective-prompt.js";
import { clientMessageIdSchema, displayNameSchema, entityIdSchema } from "../id.js";
import { agentConfigSchema, modelSchema, providerSchema, teamConfigSchema } from "../settings/agent.js";
import { limitQuery, MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { starterAgentIdSchema, starterLanguageSchema } from "./setup-routes.js";

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
  before_id: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Only earlier posts than this one: the cursor of the next page."),
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
  /** The work that the post belongs to; null for posts of older releases. */
  conversation_id: z.string().nullable(),
});

/** A chat room, and how far the operator has read it. */
export const roomViewSchema = z.object({
  /** The id of its team. */
  id: z.string(),
  name: z.string(),
  agents: z.array(z.string()),
  /** The newest post that the operator has read; 0 for none. */
  readId: z.number().int(),
  /** Later posts of others, counted up to 1,000. */
  unread: z.number().int(),
  firstUnread: z.object({ id: z.number().int(), createdAt: timeSchema }).nullable(),
  lastPost: z
    .object({
      id: z.number().int(),
      /** An agent, `user`, or `system` for notices. */
      fromAgent: z.string(),
      preview: z.string(),
      createdAt: timeSchema,
    })
    .nullable(),
});
export type RoomView = z.infer<typeof roomViewSchema>;

/**
 * A new agent needs name, provider and model, or a template. Fields of an existing one are merged; `null` removes a
 * field.
 */
export const putAgentBody = z.strictObject({
  template: starterAgentIdSchema
    .optional()
    .describe(
      "For a new agent: the starter agent whose name, role, AGENTS.md and SOUL.md it begins with. Other fields of the body win. Default of the provider: the one that new agents get, else one that is ready.",
    ),
  language: starterLanguageSchema
    .optional()
    .describe("Of the name and the role that the template gives. Default: English."),
  name: displayNameSchema.optional(),
  provider: providerSchema.optional(),
  model: modelSchema.optional(),
  working_directory: agentConfigSchema.shape.working_directory.nullish(),
  place: agentConfigSchema.shape.place.nullish(),
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
  effectivePrompt: route(
    {
      method: "GET",
      path: "/api/agents/:id/effective-prompt",
      scope: "read",
      summary: "Show what an agent is sent, part by part",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => effectivePromptSchema,
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
  addTeamMember: route(
    {
      method: "POST",
      path: "/api/teams/:id/members",
      scope: "write",
      summary: "Put an agent into a team, and take it out of another in the same change",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => teamParams,
      body: () =>
        z.strictObject({
          agent: entityIdSchema,
          /** The team that it leaves; the next member leads that team if it was the leader. */
          from: entityIdSchema.optional(),
          /** Whether it leads the team that it joins. */
          lead: z.boolean().optional(),
        }),
      response: () => okSchema.extend({ team: teamConfigSchema }),
    },
  ),
  removeTeamMember: route(
    {
      method: "DELETE",
      path: "/api/teams/:id/members/:agent",
      scope: "write",
      summary: "Take an agent out of a team; the next member leads if it was the leader",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: entityIdSchema, agent: entityIdSchema }),
      response: () => okSchema.extend({ team: teamConfigSchema }),
    },
  ),
  listRooms: route(
    {
      method: "GET",
      path: "/api/chatroom",
      scope: "read",
      summary: "List the teams' chat rooms with the newest post and what is unread",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.array(roomViewSchema),
    },
  ),
  markRoomRead: route(
    {
      method: "PUT",
      path: "/api/chatroom/:id/read",
      scope: "write",
      summary: "Mark the posts in a chat room as read, up to one of them",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => teamParams,
      body: () => z.object({ postId: z.number().int().min(0) }),
      response: () => okSchema.extend({ room: roomViewSchema }),
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
      body: () =>
        z.object({
          message: z.string().max(MIB),
          /** The same post sent again has the same one, and is refused as a duplicate. */
          messageId: clientMessageIdSchema.nullish(),
        }),
      response: () => okSchema.extend({ id: z.number().int() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
