/**
 * Agents, teams and chat rooms. Every change goes through the settings service, which validates all settings
 * together.
 */
import {
  type AgentConfig,
  AppError,
  FIRST_SINCE_TIME,
  type RouteInput,
  type Settings,
  type SettingsEdit,
  type TeamConfig,
} from "@tinyagi/contracts";
import { createRooms } from "@tinyagi/kernel";
import { isDemoAgent } from "@tinyagi/teams";
import type { RouteContext, RouteHandlers } from "../../route-handlers.js";
import { found } from "../found.js";
import type { Services } from "../services.js";
import { withMemberMoved, withoutMember } from "../team/team-members.js";
import { getDefaultPlace } from "./places.js";
import { prepareWorkspace } from "./prepare-workspace.js";
import { starterFields, writeStarterTexts } from "./starter-agents.js";

type Json = SettingsEdit["value"] & {};
type PutAgentBody = RouteInput<"putAgent">["body"];
type EntityHandlers = Pick<
  RouteHandlers,
  | "listAgents"
  | "putAgent"
  | "deleteAgent"
  | "resetAgent"
  | "agentMessages"
  | "allAgentMessages"
  | "listTeams"
  | "putTeam"
  | "deleteTeam"
  | "addTeamMember"
  | "removeTeamMember"
  | "listRooms"
  | "markRoomRead"
  | "chatroom"
  | "postChatroom"
>;

export function entityHandlers(services: Services): EntityHandlers {
  return {
    ...agentHandlers(services),
    ...teamHandlers(services),
    ...roomHandlers(services),
  };
}

function agentHandlers(
  services: Services,
): Pick<
  EntityHandlers,
  "listAgents" | "putAgent" | "deleteAgent" | "resetAgent" | "agentMessages" | "allAgentMessages"
> {
  const { store, settings } = services;
  return {
    listAgents: (_input, { principal }) =>
      principal.kind === "run" ? knownToTeammates(services) : shownAgents(services),
    putAgent: (input, context) => putAgent(services, input, context),
    async deleteAgent({ params }, { author, actor }) {
      const before = settings.current().teams;
      const { teams } = await settings.update(author, (draft) => withoutAgent(draft, params.id));
      const removed = Object.keys(before).filter((id) => !Object.hasOwn(teams, id));
      for (const id of [params.id, ...removed]) await services.schedules.stopFor(id, actor);
      return { ok: true };
    },
    async resetAgent({ params }) {
      found(settings.current().agents[params.id], `agent '${params.id}' not found`);
      await store.write(() => store.history.dropSessions(params.id));
      return { ok: true };
    },
    agentMessages: ({ params, query }) => readHistory(services, params.id, toSince(query)),
    allAgentMessages: ({ query }) => readHistory(services, null, toSince(query)),
  };
}

function teamHandlers(
  services: Services,
): Pick<EntityHandlers, "listTeams" | "putTeam" | "deleteTeam" | "addTeamMember" | "removeTeamMember"> {
  const { settings } = services;
  return {
    listTeams: () => settings.current().teams,
    putTeam: (input, context) => putTeam(services, input, context),
    async deleteTeam({ params }, { author, actor }) {
      await settings.update(author, (draft) => {
        const { [params.id]: removed, ...teams } = draft.teams;
        found(removed, `team '${params.id}' not found`);
        return { ...draft, teams };
      });
      await services.schedules.stopFor(params.id, actor);
      return { ok: true };
    },
    async addTeamMember({ params, body }, { author }) {
      const saved = await settings.update(author, (draft) =>
        withMemberMoved(draft, { ...body, to: params.id }),
      );
      return { ok: true, team: found(saved.teams[params.id], `team '${params.id}' not found`) };
    },
    async removeTeamMember({ params: { id, agent } }, { author }) {
      const saved = await settings.update(author, (draft) => {
        const team = found(draft.teams[id], `team '${id}' not found`);
        return { ...draft, teams: { ...draft.teams, [id]: withoutMember(team, { agent, team: id }) } };
      });
      return { ok: true, team: found(saved.teams[id], `team '${id}' not found`) };
    },
  };
}

function roomHandlers(
  services: Services,
): Pick<EntityHandlers, "listRooms" | "markRoomRead" | "chatroom" | "postChatroom"> {
  const { store, settings } = services;
  const rooms = createRooms(services);
  return {
    listRooms: () => rooms.list(),
    markRoomRead: async ({ params, body }) => ({
      ok: true,
      room: await rooms.markRead(params.id, body.postId),
    }),
    chatroom({ params, query }) {
      found(settings.current().teams[params.id], `team '${params.id}' not found`);
      return store.history.chatMessages(params.id, { ...sinceOfRoom(query), beforeId: query.before_id });
    },
    async postChatroom({ params, body }) {
      services.daemon.assertAccepting();
      return {
        ok: true,
        id: await services.conversations.postToRoom(params.id, body.message, body.messageId ?? undefined),
      };
    },
  };
}

interface SinceQuery {
  limit: number;
  since_id?: number | undefined;
  since?: number | undefined;
}

function toSince(query: SinceQuery) {
  return { limit: query.limit, sinceId: query.since_id, since: query.since };
}

/** In a chat room `since` may be an id. */
function sinceOfRoom(query: SinceQuery) {
  const { since, since_id: sinceId } = query;
  if (since === undefined || since >= FIRST_SINCE_TIME) return toSince(query);
  return toSince({ ...query, since: undefined, since_id: Math.max(since, sinceId ?? 0) });
}

/** Agents without secrets: the values of their environment are masked. */
function maskedAgents(services: Services): Record<string, AgentConfig> {
  return (services.settings.masked().agents ?? {}) as Record<string, AgentConfig>;
}

/** The masked agents, each with its effective working directory, which clients of 0.0.20 read. */
function shownAgents(services: Services): Record<string, AgentConfig> {
  const agents = Object.entries(maskedAgents(services));
  return Object.fromEntries(agents.map(([id, agent]) => [id, withPlace(services, id, agent)]));
}

function withPlace(services: Services, id: string, agent: AgentConfig): AgentConfig {
  return { ...agent, working_directory: agent.working_directory ?? getDefaultPlace(id, services) };
}

/**
 * Normalises what forms of 0.0.20 send. An empty directory or file means none. The default directory, which every
 * answer contains, means no directory of the agent's own.
 */
function meantBy(services: Services, id: string, body: PutAgentBody): PutAgentBody {
  const { working_directory: place, prompt_file: file } = body;
  const stored = services.settings.current().agents[id]?.working_directory;
  const isDefault = stored === undefined && place === getDefaultPlace(id, services);
  return {
    ...body,
    ...(place === "" || isDefault ? { working_directory: null } : {}),
    ...(file === "" ? { prompt_file: null } : {}),
  };
}

/** What an agent may see of its teammates: no instructions, no environment, no folders. */
function knownToTeammates(services: Services): Record<string, AgentConfig> {
  const agents = Object.entries(services.settings.current().agents);
  return Object.fromEntries(
    agents.map(([id, { name, provider, model, role }]) => [
      id,
      { name, provider, model, ...(role === undefined ? {} : { role }) },
    ]),
  );
}

/** Merges fields over stored ones: `null` removes a field, an absent field keeps its value. */
function mergeFields<T extends object>(stored: T | undefined, body: object): Partial<T> {
  const fields = Object.entries({ ...stored, ...body });
  return Object.fromEntries(
    fields.filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** @throws AppError `INVALID_INPUT` with the sentence of 0.0.20 when a new entry lacks a field */
function mustBeWhole<T extends object>(entry: Partial<T>, fields: readonly (keyof T & string)[]): T {
  const missing = fields.filter((field) => entry[field] === undefined);
  if (missing.length > 0)
    throw new AppError(
      "INVALID_INPUT",
      `${fields.slice(0, -1).join(", ")}, and ${fields.at(-1)} are required`,
      { details: missing.map((path) => ({ path, message: "is required" })) },
    );
  return entry as T;
}

const NEEDED = ["name", "provider", "model"] as const;

async function putAgent(
  services: Services,
  { params, body }: RouteInput<"putAgent">,
  { author }: RouteContext,
) {
  let isNew = false;
  const { template, language, ...own } = body;
  const start = template === undefined ? undefined : await starterFields(services, template, language);
  const fields = { ...start?.fields, ...meantBy(services, params.id, own) };
  const saved = await services.settings.update(author, (draft) => {
    const stored = draft.agents[params.id];
    const givesWay = start !== undefined && stored !== undefined && isDemoAgent(params.id, stored);
    isNew = stored === undefined || givesWay;
    if (!isNew && start !== undefined)
      throw new AppError(
        "CONFLICT",
        "An agent with this id already exists. Only a new agent has a template.",
      );
    const merged = mustBeWhole<AgentConfig>(mergeFields(givesWay ? undefined : stored, fields), NEEDED);
    return [{ path: ["agents", params.id], value: merged as Record<string, Json> }];
  });
  const agent = found(saved.agents[params.id], `agent '${params.id}' not found`);
  await prepareWorkspace(services, params.id);
  if (start !== undefined) await writeStarterTexts(services, params.id, start.texts);
  return {
    ok: true as const,
    agent: withPlace(services, params.id, maskedAgents(services)[params.id] ?? agent),
    provisioned: isNew,
  };
}

async function putTeam(
  services: Services,
  { params, body }: RouteInput<"putTeam">,
  { author }: RouteContext,
) {
  const saved = await services.settings.update(author, (draft) => {
    const merged = mergeFields(draft.teams[params.id], body);
    const team = mustBeWhole<TeamConfig>(merged, ["name", "agents", "leader_agent"]);
    return { ...draft, teams: { ...draft.teams, [params.id]: team } };
  });
  return { ok: true as const, team: found(saved.teams[params.id], `team '${params.id}' not found`) };
}

/**
 * Also removes the agent from its teams. The next member leads a team that lost its leader; an empty team is deleted,
 * because messages to it would reach no agent.
 */
function withoutAgent(draft: Settings, id: string): Settings {
  const { [id]: removed, ...agents } = draft.agents;
  found(removed, `agent '${id}' not found`);
  const teams: Settings["teams"] = {};
  for (const [teamId, team] of Object.entries(draft.teams)) {
    const members = team.agents.filter((member) => member !== id);
    const [first] = members;
    if (first === undefined) continue;
    teams[teamId] = {
      ...team,
      agents: members,
      leader_agent: team.leader_agent === id ? first : team.leader_agent,
    };
  }
  const { default_agent: defaultAgent, ...rest } = draft;
  return {
    ...rest,
    agents,
    teams,
    ...(defaultAgent === undefined || defaultAgent === id ? {} : { default_agent: defaultAgent }),
  };
}

function readHistory({ store, journal }: Services, agentId: string | null, page: ReturnType<typeof toSince>) {
  return store.history
    .agentMessages(agentId, page)
    .map((row) => ({ ...row, content: journal.redacted(row.content) }));
}
