/**
 * Who is in which team, and who leads it. Pure: one change of the settings, so that no reader sees an agent in neither
 * team. Guarantees: a team is never empty, and its leader is one of its members.
 */
import { AppError, type Settings, type TeamConfig } from "@tinyagi/contracts";
import { found } from "../found.js";

export interface MemberMove {
  agent: string;
  /** The team that it joins, at the end; it keeps its place if it is a member. */
  to: string;
  /** The team that it leaves. Its next member leads if it led that team. */
  from?: string | undefined;
  /** Whether it leads `to` from now on. */
  lead?: boolean | undefined;
}

/** @throws AppError `NOT_FOUND`; `CONFLICT` when `from` would be empty or the agent is not in it */
export function withMemberMoved(settings: Settings, move: MemberMove): Settings {
  const { agent, to, from, lead } = move;
  found(settings.agents[agent], `agent '${agent}' not found`);
  const joined = joinedBy(found(settings.teams[to], `team '${to}' not found`), agent, lead === true);
  const teams = { ...settings.teams, [to]: joined };
  if (from !== undefined && from !== to)
    teams[from] = withoutMember(found(settings.teams[from], `team '${from}' not found`), {
      agent,
      team: from,
    });
  return { ...settings, teams };
}

function joinedBy(team: TeamConfig, agent: string, leads: boolean): TeamConfig {
  const agents = team.agents.includes(agent) ? team.agents : [...team.agents, agent];
  return { ...team, agents, leader_agent: leads ? agent : team.leader_agent };
}

/** @throws AppError `CONFLICT` */
export function withoutMember(
  team: TeamConfig,
  { agent, team: id }: { agent: string; team: string },
): TeamConfig {
  if (!team.agents.includes(agent))
    throw new AppError("CONFLICT", `@${agent} is not in the team @${id}. Nothing was changed.`);
  const agents = team.agents.filter((member) => member !== agent);
  const [next] = agents;
  if (next === undefined)
    throw new AppError(
      "CONFLICT",
      `@${agent} is the only member of the team @${id}. Add another member first, or remove the team.`,
    );
  return { ...team, agents, leader_agent: team.leader_agent === agent ? next : team.leader_agent };
}
