/** The agents and teams of the old settings under their current ids. Pure. */
import type { Settings } from "@tinyagi/contracts";
import type { RenamedId } from "@tinyagi/home";

export interface KnownIds {
  /** The current id of an agent of the old rows. */
  agent(id: string): string;
  team(id: string): string;
  /** For fields that may contain either: agents take precedence. */
  target(id: string): string;
  hasAgent(id: string): boolean;
  hasTeam(id: string): boolean;
  findLeader(teamId: string): string | undefined;
  /** The first team that contains both agents. */
  sharedTeam(a: string, b: string): string | null;
  /** The agent for messages without one: `tinyagi`, else the first, as in 0.0.20. */
  standard: string | undefined;
}

export function knownIds(settings: Settings, renamed: readonly RenamedId[]): KnownIds {
  const toMap = (kind: RenamedId["kind"]) =>
    new Map(renamed.filter((entry) => entry.kind === kind).map(({ from, to }) => [from, to]));
  const agents = toMap("agent");
  const teams = toMap("team");
  const hasAgent = (id: string) => Object.hasOwn(settings.agents, id);
  const hasTeam = (id: string) => Object.hasOwn(settings.teams, id);
  return {
    agent: (id) => agents.get(id) ?? id,
    team: (id) => teams.get(id) ?? id,
    target: (id) => agents.get(id) ?? teams.get(id) ?? id,
    hasAgent,
    hasTeam,
    findLeader: (id) => (hasTeam(id) ? settings.teams[id]?.leader_agent : undefined),
    sharedTeam(a, b) {
      const found = Object.entries(settings.teams).find(
        ([, team]) => team.agents.includes(a) && team.agents.includes(b),
      );
      return found?.[0] ?? null;
    },
    standard: [settings.default_agent, "tinyagi", ...Object.keys(settings.agents)].find(
      (id) => id !== undefined && hasAgent(id),
    ),
  };
}
