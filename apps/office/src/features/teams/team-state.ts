/**
 * Teams and who reports to whom. Members report to the leader of their team, leaders to you; a leader who is a member of
 * another team reports to that team's leader, with the whole team. Pure.
 */

import { oneLine } from "../../lib/format/text";
import type { Teams } from "../../lib/queries";
import { words } from "../../locale/words";

export type Team = Teams[string];

/** A change of who is where. `join` leaves `from` in the same change. */
export type Act =
  | { kind: "join"; agent: string; to: string; from?: string | undefined; lead?: boolean }
  | { kind: "leave"; agent: string; team: string };

/** The leader first, the others in the team's order. */
export function listMembers(team: Team): string[] {
  return [team.leader_agent, ...team.agents.filter((id) => id !== team.leader_agent)];
}

/** Agents without a team. */
export function looseAgents(teams: Teams, agents: object): string[] {
  const placed = new Set(Object.values(teams).flatMap((team) => team.agents));
  return Object.keys(agents).filter((id) => !placed.has(id));
}

/** The team whose leader the leader of `team` reports to; undefined for you. */
export function parentOf(teams: Teams, team: string): string | undefined {
  const leader = teams[team]?.leader_agent ?? "";
  return Object.keys(teams).find(
    (id) => id !== team && teams[id]?.leader_agent !== leader && teams[id]?.agents.includes(leader) === true,
  );
}

export interface OrgNode {
  team: string;
  /** Teams that each member leads, below that member. */
  below: ReadonlyMap<string, readonly OrgNode[]>;
}

/** The chart from the top. Every team appears once, even when two leaders are in each other's teams. */
export function buildOrg(teams: Teams): OrgNode[] {
  const ids = Object.keys(teams);
  const children = new Map<string, string[]>();
  for (const id of ids) {
    const parent = parentOf(teams, id);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), id]);
  }
  const placed = new Set<string>();
  function nodeOf(id: string): OrgNode {
    placed.add(id);
    const below = new Map<string, OrgNode[]>();
    for (const child of children.get(id) ?? []) {
      if (placed.has(child)) continue;
      const leader = teams[child]?.leader_agent ?? "";
      below.set(leader, [...(below.get(leader) ?? []), nodeOf(child)]);
    }
    return { team: id, below };
  }
  const roots = ids.filter((id) => parentOf(teams, id) === undefined).map(nodeOf);
  // What is left is a circle: its first team stands at the top.
  const circles = ids.flatMap((id) => (placed.has(id) ? [] : [nodeOf(id)]));
  return [...roots, ...circles];
}

/** More members than this stand side by side: a column of them would hide the other teams. */
const COLUMN_MAX = 8;

/** Whether the team or one below it is too large for a column of the chart. */
export function isCrowded(teams: Teams, { team, below }: OrgNode): boolean {
  const others = (teams[team]?.agents.length ?? 0) - 1;
  return (
    others - below.size > COLUMN_MAX || [...below.values()].flat().some((child) => isCrowded(teams, child))
  );
}

/** Whether `team` is `top` or below it. */
export function isBelow(teams: Teams, team: string, top: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = team; at !== undefined && !seen.has(at); at = parentOf(teams, at)) {
    if (at === top) return true;
    seen.add(at);
  }
  return false;
}

/** A card: an agent in a team; in no team when `team` is empty. */
export interface Place {
  agent: string;
  team: string;
}

/** What a drop means. @param to a team; empty for no team, or for you in the chart; @param onHead on its leader's card */
export function resolveDrop(
  teams: Teams,
  place: Place,
  target: { to: string; onHead: boolean; isChart: boolean },
): Act | undefined {
  const { agent, team } = place;
  const { to, onHead, isChart } = target;
  const leads = teams[team]?.leader_agent === agent;
  // In the chart a leader moves with the whole team: it stays its leader.
  const from = isChart && leads ? parentOf(teams, team) : team === "" ? undefined : team;
  if (isChart && leads && to !== "" && isBelow(teams, to, team)) return undefined;
  if (to === "") return from === undefined ? undefined : { kind: "leave", agent, team: from };
  if (to === team) return onHead && !leads ? { kind: "join", agent, to, lead: true } : undefined;
  if (to === from) return undefined;
  return { kind: "join", agent, to, ...(from === undefined ? {} : { from }) };
}

/** The teams after an act, before the daemon has answered. It repeats the daemon's rules. */
export function applied(teams: Teams, act: Act): Teams {
  const left = act.kind === "leave" ? act.team : act.from;
  const after: Record<string, Team> = { ...teams };
  if (act.kind === "join") {
    const team = teams[act.to];
    if (team === undefined) return teams;
    const agents = team.agents.includes(act.agent) ? team.agents : [...team.agents, act.agent];
    after[act.to] = { ...team, agents, leader_agent: act.lead === true ? act.agent : team.leader_agent };
  }
  const team = left === undefined ? undefined : teams[left];
  const agents = team?.agents.filter((id) => id !== act.agent) ?? [];
  const [next] = agents;
  if (left !== undefined && team !== undefined && next !== undefined)
    after[left] = {
      ...team,
      agents,
      leader_agent: team.leader_agent === act.agent ? next : team.leader_agent,
    };
  return after;
}

/** What takes an act back. @param teams before the act */
export function invertAct(teams: Teams, act: Act): Act[] {
  const { agent } = act;
  const led = (team: string): boolean => teams[team]?.leader_agent === agent;
  if (act.kind === "leave") return [{ kind: "join", agent, to: act.team, lead: led(act.team) }];
  const { to, from, lead } = act;
  const before = teams[to];
  const acts: Act[] = [];
  if (lead === true && before !== undefined && !led(to))
    acts.push({ kind: "join", agent: before.leader_agent, to, lead: true });
  const wasMember = before?.agents.includes(agent) === true;
  if (from !== undefined)
    acts.push({ kind: "join", agent, to: from, lead: led(from), ...(wasMember ? {} : { from: to }) });
  else if (!wasMember) acts.push({ kind: "leave", agent, team: to });
  return acts;
}

/** The same act in a terminal. */
export function toCommand(act: Act): string {
  if (act.kind === "leave") return `tinyagi team remove-agent ${act.team} ${act.agent}`;
  const from = act.from === undefined ? "" : ` --from ${act.from}`;
  return `tinyagi team move ${act.agent} ${act.to}${from}${act.lead === true ? " --lead" : ""}`;
}

/** @param working how many agents work; @param stuck names of teams whose members failed or wait for you */
export function teamsSentence(teams: Teams, agents: number, stuck: readonly string[]): string {
  const known = Object.keys(teams).length;
  const say = words.teams.sentence;
  if (known === 0) return agents === 0 ? say.nobody : say.none(agents);
  if (stuck.length === 0) return say.well(known, agents);
  const names = stuck.map((name) => oneLine(name, 40));
  return say.stuck(known, agents, names);
}
