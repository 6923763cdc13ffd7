/** The agents and teams of the old settings, under the ids they have now. Pure. */
import type { Settings } from "@tinyagi/contracts";
import type { RenamedId } from "../settings/legacy-ids.js";

export interface KnownIds {
  /** The id an agent of the old rows has now. */
  agent(id: string): string;
  team(id: string): string;
  /** Where either may stand, agents go first. */
  target(id: string): string;
  hasAgent(id: string): boolean;
  hasTeam(id: string): boolean;
  leaderOf(teamId: string): string | undefined;
  /** The first team both belong to. */
  sharedTeam(a: string, b: string): string | null;
  /** Who works where nobody is named: as 0.0.20 chose, `tinyagi`, else the first. */
  standard: string | undefined;
}

export function knownIds(settings: Settings, renamed: readonly RenamedId[]): KnownIds {
  const mapOf = (kind: RenamedId["kind"]) =>
    new Map(renamed.filter((entry) => entry.kind === kind).map(({ from, to }) => [from, to]));
  const agents = mapOf("agent");
  const teams = mapOf("team");
  const hasAgent = (id: string) => Object.hasOwn(settings.agents, id);
  const hasTeam = (id: string) => Object.hasOwn(settings.teams, id);
  return {
    agent: (id) => agents.get(id) ?? id,
    team: (id) => teams.get(id) ?? id,
    target: (id) => agents.get(id) ?? teams.get(id) ?? id,
    hasAgent,
    hasTeam,
    leaderOf: (id) => (hasTeam(id) ? settings.teams[id]?.leader_agent : undefined),
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
