/**
 * Who can be addressed: an immutable view of the agents and teams in the settings, made for routing. It uses maps, so
 * that names on `Object.prototype` never resolve. Teams contain only agents that exist.
 */
import { isEntityId, RESERVED_IDS, type Settings } from "@tinyagi/contracts";
import { resolveDefaultAgent } from "@tinyagi/kernel";

/** Agents and teams by id, in the order of the settings. */
export interface Directory {
  agents: ReadonlyMap<string, { name: string }>;
  /** Members that exist; the leader is always one of them. */
  teams: ReadonlyMap<string, { name: string; agents: readonly string[]; leader: string }>;
  defaultAgent: string | null;
}

/** An agent, addressed directly (`teamId` null) or as the leader of a team. */
export interface Address {
  agentId: string;
  teamId: string | null;
}

/** Equal addresses have equal keys. */
export function addressKey(address: Address): string {
  return `${address.agentId}/${address.teamId ?? ""}`;
}

/** Finds the agent or team that an `@` refers to. Built once per message from a directory. */
export interface Lookup {
  /** An id or a name, whatever its case; null when there is none. */
  find(name: string): Address | null;
  /** The longest id or name that starts at `position` and ends before a space, `:`, `,` or the end. */
  match(text: string, position: number): { address: Address; end: number } | null;
}

/**
 * Builds the directory of the given settings. It omits members that are not configured, and teams without members. If
 * a team's leader does not exist, its first member leads it. The default agent is `default_agent`, else `tinyagi`,
 * else the first configured agent, else null.
 */
export function createDirectory(settings: Settings): Directory {
  const agents = new Map<string, { name: string }>();
  for (const [id, agent] of Object.entries(settings.agents)) {
    if (isEntityId(id)) agents.set(id, { name: agent.name });
  }
  const teams = new Map<string, { name: string; agents: readonly string[]; leader: string }>();
  for (const [id, team] of Object.entries(settings.teams)) {
    const members = [...new Set([team.leader_agent, ...team.agents])].filter((member) => agents.has(member));
    const inOrder = members.sort((a, b) => team.agents.indexOf(a) - team.agents.indexOf(b));
    const leader = agents.has(team.leader_agent) ? team.leader_agent : inOrder[0];
    if (isEntityId(id) && leader !== undefined) teams.set(id, { name: team.name, agents: inOrder, leader });
  }
  return { agents, teams, defaultAgent: resolveDefaultAgent(settings) ?? null };
}

/** Precedence when several have the same name: agent id, team id, agent name, team name. */
export function createLookup(directory: Directory): Lookup {
  const byName = new Map<string, Address>();
  const lengths = new Set<number>();
  const add = (name: string, address: Address): void => {
    const key = name.toLowerCase();
    if (key.trim() !== key || key === "" || RESERVED_IDS.has(key) || byName.has(key)) return;
    byName.set(key, address);
    lengths.add(name.length);
  };
  for (const id of directory.agents.keys()) add(id, { agentId: id, teamId: null });
  for (const [id, team] of directory.teams) add(id, { agentId: team.leader, teamId: id });
  for (const [id, agent] of directory.agents) add(agent.name, { agentId: id, teamId: null });
  for (const [id, team] of directory.teams) add(team.name, { agentId: team.leader, teamId: id });
  const longestFirst = [...lengths].sort((a, b) => b - a);
  return {
    find: (name) => byName.get(name.trim().toLowerCase()) ?? null,
    match: (text, position) => {
      for (const length of longestFirst) {
        const end = position + length;
        if (!endsName(text, end)) continue;
        const address = byName.get(text.slice(position, end).toLowerCase());
        if (address !== undefined) return { address, end };
      }
      return null;
    },
  };
}

function endsName(text: string, end: number): boolean {
  return end === text.length || (end < text.length && /[\s:,]/.test(text.charAt(end)));
}

/** The directory of the current settings. They are replaced, never changed, so identity shows whether it is current. */
export function cachedDirectory(settings: () => Settings): () => Directory {
  let known: { settings: Settings; directory: Directory } | undefined;
  return () => {
    const current = settings();
    if (known?.settings !== current) known = { settings: current, directory: createDirectory(current) };
    return known.directory;
  };
}
