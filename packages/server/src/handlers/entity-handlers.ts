/** Agents, teams, chat rooms and settings. Every change goes through the settings service, which validates the whole. */
import { type AgentConfig, AppError, type RouteInput, type Settings } from "@tinyagi/contracts";
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
  const { store, settings } = services;
  const since = (query: { limit: number; since_id?: number | undefined; since?: number | undefined }) => ({
    limit: query.limit,
    sinceId: query.since_id,
    since: query.since,
  });
  return {
    listAgents: () => maskedAgents(services),
    putAgent: (input, context) => putAgent(services, input, context),
    async deleteAgent({ params }, { actor }) {
      mustHave(settings.current().agents[params.id], `agent '${params.id}' not found`);
      await settings.update(actor, (draft) => withoutAgent(draft, params.id));
      return { ok: true };
    },
    async resetAgent({ params }) {
      mustHave(settings.current().agents[params.id], `agent '${params.id}' not found`);
      await store.write(() => store.history.dropSessions(params.id));
      return { ok: true };
    },
    agentMessages: ({ params, query }) => store.history.agentMessages(params.id, since(query)),
    allAgentMessages: ({ query }) => store.history.agentMessages(null, since(query)),
    listTeams: () => settings.current().teams,
    async putTeam({ params, body }, { actor }) {
      const saved = await settings.update(actor, (draft) => ({
        ...draft,
        teams: { ...draft.teams, [params.id]: { ...draft.teams[params.id], ...body } },
      }));
      return { ok: true, team: mustHave(saved.teams[params.id], `team '${params.id}' not found`) };
    },
    async deleteTeam({ params }, { actor }) {
      mustHave(settings.current().teams[params.id], `team '${params.id}' not found`);
      await settings.update(actor, (draft) => {
        const { [params.id]: _removed, ...teams } = draft.teams;
        return { ...draft, teams };
      });
      return { ok: true };
    },
    chatroom({ params, query }) {
      mustHave(settings.current().teams[params.id], `team '${params.id}' not found`);
      return store.history.chatMessages(params.id, since(query));
    },
    async postChatroom({ params, body }) {
      services.daemon.assertAccepting();
      return { ok: true, id: await services.conversations.postToRoom(params.id, body.message) };
    },
    getSettings: () => settings.masked() as RouteOutputJson,
    async putSettings({ body }, { actor }) {
      await settings.replace(actor, { ...settings.masked(), ...body });
      return { ok: true, settings: settings.masked() as RouteOutputJson };
    },
  };
}

/** The settings service hands out plain JSON. */
type RouteOutputJson = Awaited<ReturnType<RouteHandlers["getSettings"]>>;

/** Agents as they may be shown: the values of their environment are secrets. */
function maskedAgents(services: Services): Record<string, AgentConfig> {
  return (services.settings.masked().agents ?? {}) as Record<string, AgentConfig>;
}

/** A body field of `null` removes the stored one, an absent one keeps it. */
async function putAgent(
  services: Services,
  { params, body }: RouteInput<"putAgent">,
  { actor }: RouteContext,
) {
  const stored = services.settings.current().agents[params.id];
  const merged = Object.fromEntries(
    Object.entries({ ...stored, ...body }).filter(([, value]) => value !== null && value !== undefined),
  ) as AgentConfig;
  const saved = await services.settings.update(actor, (draft) => ({
    ...draft,
    agents: { ...draft.agents, [params.id]: merged },
  }));
  const agent = mustHave(saved.agents[params.id], `agent '${params.id}' not found`);
  await services.ensureWorkspace(params.id, agent);
  return {
    ok: true as const,
    agent: maskedAgents(services)[params.id] ?? agent,
    provisioned: stored === undefined,
  };
}

/** An agent leaves its teams with it; a team without members, or whose leader left, would route to nobody. */
function withoutAgent(draft: Settings, id: string): Settings {
  const { [id]: _removed, ...agents } = draft.agents;
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
