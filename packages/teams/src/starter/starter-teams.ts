/** The teams that a new home can begin with, and the settings with one of them. Pure. */
import {
  type AgentConfig,
  AppError,
  type Settings,
  STARTER_TEAM_IDS,
  type StarterLanguage,
  type StarterTeamId,
  type TeamConfig,
} from "@tinyagi/contracts";
import { FIRST, STARTER_TEAMS, STARTER_TEAMS_IN } from "./starter-table.js";
import type { StarterAgent } from "./starter-team.js";

/** Who answers what nobody else was asked, as the first start of a home writes it. */
const MAIN = FIRST.agents.tinyagi;

export interface StarterChoice {
  team: StarterTeamId;
  provider: string;
  /** Empty: the provider's default. */
  model: string;
  /** Of the names and roles. Default: English. */
  language?: StarterLanguage | undefined;
  /** Keeps the agents and teams of other starter teams. Default: those that nobody changed are replaced. */
  beside?: boolean | undefined;
  /** Whether the home was worked in: then only the demo and an earlier choice of the same team are replaced. */
  isInUse?: boolean | undefined;
  /** Id of the team. Default: that of the starter team, with a number if it is taken. */
  id?: string | undefined;
  /** Display name of the team. Default: that of the starter team. */
  name?: string | undefined;
}

/** The settings with a starter team, and the texts of its agents that are not the standard ones, by agent. */
export interface StarterResult {
  settings: Settings;
  team: string;
  leader: string;
  texts: Readonly<Record<string, { instructions: string | undefined; soul: string | undefined }>>;
}

/**
 * The settings with the chosen team. Agents and teams that somebody changed stay as they are. The id of an agent that is
 * taken gets a number.
 *
 * @throws AppError `CONFLICT` when the wanted id of the team is taken
 */
export function withStarterTeam(settings: Settings, choice: StarterChoice): StarterResult {
  const { team: chosen, provider, model } = choice;
  const starter = STARTER_TEAMS_IN[choice.language ?? "en"][chosen];
  const { agents, teams } = choice.beside === true ? settings : withoutStarters(settings, choice);
  const taken = new Set([...Object.keys(agents), ...Object.keys(teams)]);
  if (choice.id !== undefined && taken.has(choice.id))
    throw new AppError("CONFLICT", "An agent or team with this id already exists. Choose another id.");
  // The id that a person chose for the team is not available to its agents.
  if (choice.id !== undefined) taken.add(choice.id);
  const ids = freeIds(Object.keys(starter.agents), taken);
  const idOf = (id: string): string => ids.get(id) ?? id;
  const isDemo = chosen === "demo";
  const added = Object.entries(starter.agents).map(([id, { name, role }]): [string, AgentConfig] => [
    idOf(id),
    { name, role, provider: isDemo ? "demo" : provider, model: isDemo ? "" : model },
  ]);
  const all = { ...agents, ...Object.fromEntries(added) };
  const team = choice.id ?? freeId(starter.id, new Set([...Object.keys(all), ...Object.keys(teams)]));
  const leader = idOf(starter.leader);
  const members = Object.keys(starter.agents).map(idOf);
  const standard = settings.default_agent;
  return {
    settings: {
      ...settings,
      agents: all,
      teams: {
        ...teams,
        [team]: { name: choice.name ?? starter.name, agents: members, leader_agent: leader, join: "leader" },
      },
      default_agent: standard !== undefined && Object.hasOwn(agents, standard) ? standard : leader,
      models: isDemo || provider === "demo" ? settings.models : withProvider(settings.models, provider),
    },
    team,
    leader,
    texts: Object.fromEntries(
      Object.entries(starter.agents).flatMap(([id, { instructions, soul }]) =>
        instructions === undefined && soul === undefined ? [] : [[idOf(id), { instructions, soul }]],
      ),
    ),
  };
}

function withoutStarters(
  settings: Settings,
  { team: chosen, isInUse = false }: StarterChoice,
): Pick<Settings, "agents" | "teams"> {
  const kept = new Set(Object.keys(without(settings.agents, isUntouched)));
  const isReplaced = (id: string): boolean => !isInUse || id === chosen || id === "demo";
  const isGone = (id: string, team: TeamConfig): boolean =>
    isStarterTeam(id, team) && isReplaced(id) && !team.agents.some((one) => kept.has(one));
  // A team that stays keeps its members, and they may keep another team.
  for (let before = -1; before < kept.size; ) {
    before = kept.size;
    for (const { agents } of Object.values(without(settings.teams, isGone)))
      for (const agent of agents) kept.add(agent);
  }
  return {
    agents: without(settings.agents, (id) => !kept.has(id)),
    teams: without(settings.teams, isGone),
  };
}

/** Whether the home is as its first start, or the choice of a starter team, left it. */
export function hasOnlyStarters(settings: Settings): boolean {
  return Object.entries(settings.agents).every(([id, agent]) => isUntouched(id, agent));
}

/** The starter team of this home, if it has one. */
export function findStarterTeam(settings: Settings): StarterTeamId | null {
  const found = STARTER_TEAM_IDS.filter((id) => {
    return (
      namesOf(id).includes(settings.teams[id]?.name ?? "") &&
      Object.keys(STARTER_TEAMS[id].agents).every((one) => Object.hasOwn(settings.agents, one))
    );
  });
  return found[0] ?? null;
}

/** What `template` of a new agent takes. */
export function starterAgentId(team: StarterTeamId, agent: string): string {
  return `${team}:${agent}`;
}

/** @throws AppError `INVALID_INPUT` when no starter team has this agent */
export function getStarterAgent(template: string, language: StarterLanguage = "en"): StarterAgent {
  for (const team of STARTER_TEAM_IDS)
    for (const [id, agent] of Object.entries(STARTER_TEAMS_IN[language][team].agents))
      if (starterAgentId(team, id) === template) return agent;
  throw new AppError(
    "INVALID_INPUT",
    `No starter team has the agent '${template}'. List them: tinyagi agent templates`,
    { details: [{ path: "template", message: "is not known" }] },
  );
}

/** A text that a starter team wrote and nobody changed. */
export function isStarterText(text: string): boolean {
  return STARTER_TEAM_IDS.some((id) =>
    Object.values(STARTER_TEAMS[id].agents).some(
      ({ instructions, soul }) => instructions === text || soul === text,
    ),
  );
}

const OWN_KEYS: ReadonlySet<string> = new Set(["name", "role", "provider", "model"]);

function isUntouched(id: string, agent: AgentConfig): boolean {
  const starters = Object.values(STARTER_TEAMS_IN).flatMap((teams) =>
    STARTER_TEAM_IDS.flatMap((team) => teams[team].agents[id] ?? []),
  );
  const known = id === "tinyagi" && MAIN !== undefined ? [...starters, MAIN] : starters;
  return (
    known.some(({ name, role }) => name === agent.name && role === agent.role) &&
    Object.entries(agent).every(([key, value]) => OWN_KEYS.has(key) || value === undefined)
  );
}

function isStarterTeam(id: string, { name }: TeamConfig): boolean {
  return STARTER_TEAM_IDS.some((one) => one === id && namesOf(one).includes(name));
}

/** What the team is called in each language. */
function namesOf(id: StarterTeamId): string[] {
  return Object.values(STARTER_TEAMS_IN).map((teams) => teams[id].name);
}

function without<T>(
  entries: Readonly<Record<string, T>>,
  isGone: (id: string, entry: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter(([id, entry]) => !isGone(id, entry)));
}

/** Each id with one that is not taken: `coder`, else `coder2`. */
function freeIds(wanted: readonly string[], taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  return new Map(wanted.map((id) => [id, freeId(id, taken)]));
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let n = 2; taken.has(free); n += 1) free = `${id}${n}`;
  return free;
}

/** Someone who adds an agent later wants the same provider, unless another one was chosen already. */
function withProvider(models: Settings["models"], provider: string): Settings["models"] {
  return models.provider === undefined ? { ...models, provider } : models;
}
