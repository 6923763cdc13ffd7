/** A plan of another product as an addition to this home: free names, and only what the home does not have yet. Pure. */
import type { MovingPlan } from "@tinyagi/daemon";
import { skillContents } from "../template/skill-contents.js";
import type { AddedAgent, Addition, HomeSettings } from "./addition.js";
import { freeNames } from "./free-ids.js";

const ID_MAX_CHARS = 32;
const LABEL_MAX_CHARS = 100;

export interface HomeState {
  settings: HomeSettings;
  /** Ids of agents and teams, and of folders that agents of these ids would get. */
  isTaken: (id: string) => boolean;
  labels: ReadonlySet<string>;
  /** `<channel> <sender>` of those who are approved. */
  senders: ReadonlySet<string>;
  /** Provider of new agents. */
  provider: string;
  /** Whether a person accepted what weakens a guard of this home: bots, senders and providers. */
  acceptsWeaker: boolean;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface PlannedAddition {
  addition: Addition;
  /** What this home has already. */
  left: { what: string; reason: string }[];
}

export function planAddition(whole: MovingPlan, home: HomeState): PlannedAddition {
  const { plan, weaker } = home.acceptsWeaker ? { plan: whole, weaker: [] } : withoutWeaker(whole);
  const wanted = [...plan.agents.keys(), ...(plan.team === undefined ? [] : [plan.team.id])];
  const ids = freeNames(wanted, home.isTaken, ID_MAX_CHARS);
  const idOf = (id: string): string => ids.get(id) ?? id;
  const left: PlannedAddition["left"] = [...weaker];
  const settings = plan.settings.flatMap(({ path, value }) => {
    if (!isThere(home.settings, path)) return [{ path, value: renameAgents(value, idOf) }];
    left.push({ what: path.join("."), reason: "taken" });
    return [];
  });
  const labels = freeNames(
    plan.schedules.map(({ label }) => label),
    (label) => home.labels.has(label),
    LABEL_MAX_CHARS,
  );
  const schedules = plan.schedules.flatMap(({ when, label, agentId, ...schedule }) => {
    if ("runAt" in when && Date.parse(when.runAt) <= home.now) {
      left.push({ what: label, reason: "past" });
      return [];
    }
    return [{ ...schedule, ...when, label: labels.get(label) ?? label, agentId: idOf(agentId) }];
  });
  const agents = [...plan.agents].map(([id, agent]) => [idOf(id), toAgent(agent, home.provider)] as const);
  const { team } = plan;
  const addition: Addition = {
    kind: plan.source,
    from: plan.folder,
    agents: Object.fromEntries(agents),
    ...(team === undefined
      ? {}
      : {
          team: {
            id: idOf(team.id),
            name: team.name,
            agents: team.agents.map(idOf),
            leader_agent: idOf(team.leader),
          },
        }),
    schedules,
    settings,
    channels: plan.channels.filter((channel) => settings.some(({ path }) => path[1] === channel)),
    senders: plan.senders.filter(({ channel, senderId }) => !home.senders.has(`${channel} ${senderId}`)),
  };
  return { addition, left };
}

function withoutWeaker(plan: MovingPlan): { plan: MovingPlan; weaker: PlannedAddition["left"] } {
  const agents = [...plan.agents].map(([id, { provider, fallback, ...agent }]) => {
    const own = provider?.startsWith("custom:") === true ? {} : provider === undefined ? {} : { provider };
    const rest = fallback.filter((one) => !one.provider.startsWith("custom:"));
    return [id, { ...agent, ...own, ...("provider" in own ? {} : { model: "" }), fallback: rest }] as const;
  });
  const senders = new Set(plan.senders.map(({ channel }) => `allow list of ${channel}`));
  const paths = [...plan.settings.map(({ path }) => path.join(".")), ...senders];
  return {
    plan: { ...plan, agents: new Map(agents), settings: [], channels: [], senders: [] },
    weaker: paths.map((what) => ({ what, reason: "weaker" })),
  };
}

type PlannedAgent = MovingPlan["agents"] extends ReadonlyMap<string, infer Agent> ? Agent : never;

function toAgent({ provider, skills, fallback, ...agent }: PlannedAgent, standard: string): AddedAgent {
  const files = Object.fromEntries([...skills].map(([name, content]) => [name, skillContents(content)]));
  return {
    ...agent,
    provider: provider ?? standard,
    ...(fallback.length === 0 ? {} : { fallback: [...fallback] }),
    ...(skills.size === 0 ? {} : { skillFiles: files }),
  };
}

function isThere(settings: HomeSettings, path: readonly string[]): boolean {
  let value: unknown = settings;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string, unknown>)[step];
  }
  return value !== undefined;
}

/** Bots name the agent that answers on them. */
function renameAgents(value: unknown, idOf: (id: string) => string): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { bots } = value as { bots?: Record<string, { agent?: string }> };
  if (bots === undefined) return value;
  const renamed = Object.entries(bots).map(([name, bot]) => [
    name,
    bot.agent === undefined ? bot : { ...bot, agent: idOf(bot.agent) },
  ]);
  return { ...value, bots: Object.fromEntries(renamed) };
}
