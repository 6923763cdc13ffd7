/** Agents, teams, chat rooms and settings. Every change goes through the settings service, which validates the whole. */
import {
  type AgentConfig,
  AppError,
  type RouteInput,
  type Settings,
  type TeamConfig,
} from "@tinyagi/contracts";
import type { RouteContext, RouteHandlers } from "../route-handlers.js";
import type { Services } from "./services.js";

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
  | "chatroom"
  | "postChatroom"
  | "getSettings"
  | "putSettings"
>;

export function entityHandlers(services: Services): EntityHandlers {
  return {
    ...agentHandlers(services),
    ...teamHandlers(services),
    getSettings: () => services.settings.masked() as RouteOutputJson,
    async putSettings({ body }, { actor }) {
      await services.settings.merge(actor, body);
      return { ok: true, settings: services.settings.masked() as RouteOutputJson };
    },
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
    listAgents: () => maskedAgents(services),
    putAgent: (input, context) => putAgent(services, input, context),
    async deleteAgent({ params }, { actor }) {
      await settings.update(actor, (draft) => withoutAgent(draft, params.id));
      return { ok: true };
    },
    async resetAgent({ params }) {
      mustHave(settings.current().agents[params.id], `agent '${params.id}' not found`);
      await store.write(() => store.history.dropSessions(params.id));
      return { ok: true };
    },
    agentMessages: ({ params, query }) => store.history.agentMessages(params.id, sinceOf(query)),
    allAgentMessages: ({ query }) => store.history.agentMessages(null, sinceOf(query)),
  };
}

function teamHandlers(
  services: Services,
): Pick<EntityHandlers, "listTeams" | "putTeam" | "deleteTeam" | "chatroom" | "postChatroom"> {
  const { store, settings } = services;
  return {
    listTeams: () => settings.current().teams,
    putTeam: (input, context) => putTeam(services, input, context),
    async deleteTeam({ params }, { actor }) {
      await settings.update(actor, (draft) => {
        const { [params.id]: removed, ...teams } = draft.teams;
        mustHave(removed, `team '${params.id}' not found`);
        return { ...draft, teams };
      });
      return { ok: true };
    },
    chatroom({ params, query }) {
      mustHave(settings.current().teams[params.id], `team '${params.id}' not found`);
      return store.history.chatMessages(params.id, sinceOf(query));
    },
    async postChatroom({ params, body }) {
      services.daemon.assertAccepting();
      return { ok: true, id: await services.conversations.postToRoom(params.id, body.message) };
    },
  };
}

function sinceOf(query: { limit: number; since_id?: number | undefined; since?: number | undefined }) {
  return { limit: query.limit, sinceId: query.since_id, since: query.since };
}

/** The settings service hands out plain JSON. */
type RouteOutputJson = Awaited<ReturnType<RouteHandlers["getSettings"]>>;

/** Agents as they may be shown: the values of their environment are secrets. */
function maskedAgents(services: Services): Record<string, AgentConfig> {
  return (services.settings.masked().agents ?? {}) as Record<string, AgentConfig>;
}

/** Fields over those that are stored: one of `null` removes, an absent one keeps. */
function mergeFields<T extends object>(stored: T | undefined, body: object): Partial<T> {
  const fields = Object.entries({ ...stored, ...body });
  return Object.fromEntries(
    fields.filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>;
}

/** @throws AppError `INVALID_INPUT` with the sentence clients of 0.0.20 know, for a new entry that lacks a field */
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

async function putAgent(
  services: Services,
  { params, body }: RouteInput<"putAgent">,
  { actor }: RouteContext,
) {
  let isNew = false;
  const saved = await services.settings.update(actor, (draft) => {
    const stored = draft.agents[params.id];
    isNew = stored === undefined;
    const merged = mustBeWhole<AgentConfig>(mergeFields(stored, body), ["name", "provider", "model"]);
    return { ...draft, agents: { ...draft.agents, [params.id]: merged } };
  });
  const agent = mustHave(saved.agents[params.id], `agent '${params.id}' not found`);
  await services.ensureWorkspace(params.id, agent);
  return {
    ok: true as const,
    agent: maskedAgents(services)[params.id] ?? agent,
    provisioned: isNew,
  };
}

async function putTeam(services: Services, { params, body }: RouteInput<"putTeam">, { actor }: RouteContext) {
  const saved = await services.settings.update(actor, (draft) => {
    const merged = mergeFields(draft.teams[params.id], body);
    const team = mustBeWhole<TeamConfig>(merged, ["name", "agents", "leader_agent"]);
    return { ...draft, teams: { ...draft.teams, [params.id]: team } };
  });
  return { ok: true as const, team: mustHave(saved.teams[params.id], `team '${params.id}' not found`) };
}

/** An agent leaves its teams with it; a team without members, or whose leader left, would route to nobody. */
function withoutAgent(draft: Settings, id: string): Settings {
  const { [id]: removed, ...agents } = draft.agents;
  mustHave(removed, `agent '${id}' not found`);
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

function mustHave<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new AppError("NOT_FOUND", message);
  return value;
}
