/** The block that tells an agent who it is and whom it can reach. Pure; every name in it is on one line. */
import type { AgentConfig, Settings, TeamConfig } from "@tinyagi/contracts";

/** Members listed over all teams of one agent: the block is part of every prompt. */
const MEMBERS_MAX = 256;

export interface TeammatesOptions {
  /** Directory of the agent, shown to it. */
  workspace?: string;
}

/** The block for `agentId`, in Markdown; an empty text for an agent that is not configured. */
export function renderTeammates(agentId: string, settings: Settings, options: TeammatesOptions = {}): string {
  const agents = new Map(Object.entries(settings.agents));
  const agent = agents.get(agentId);
  if (agent === undefined) return "";
  const teams = Object.entries(settings.teams).filter(([, team]) => isMember(agentId, team));
  const leads = teams.some(([, team]) => team.leader_agent === agentId);
  const you = ["### You", bullet(agentId, agent, { leads })];
  if (agent.role !== undefined) you.push(`- Your role: ${oneLine(agent.role)}`);
  if (options.workspace !== undefined) you.push(`- Your directory: \`${code(options.workspace)}\``);
  const budget = { left: MEMBERS_MAX };
  const sections = teams.map(([id, team]) => renderTeam({ id, team, agentId, agents, budget }));
  if (sections.length === 0) sections.push("You are not in a team, so you cannot hand work to anyone.");
  return [you.join("\n"), ...sections].join("\n\n");
}

/** Whether anyone is in a team with the agent. */
export function hasTeammates(
  agentId: string,
  { agents, teams }: Pick<Settings, "agents" | "teams">,
): boolean {
  return Object.values(teams).some(
    (team) =>
      isMember(agentId, team) &&
      [team.leader_agent, ...team.agents].some((id) => id !== agentId && Object.hasOwn(agents, id)),
  );
}

interface TeamSection {
  id: string;
  team: TeamConfig;
  /** Who reads it. */
  agentId: string;
  agents: ReadonlyMap<string, AgentConfig>;
  /** Members that may still be listed. */
  budget: { left: number };
}

function renderTeam({ id, team, agentId, agents, budget }: TeamSection): string {
  const ids = [...new Set([team.leader_agent, ...team.agents])].filter((member) => member !== agentId);
  const members = ids.flatMap((member) => {
    const agent = agents.get(member);
    return agent === undefined
      ? []
      : [bullet(member, agent, { leads: member === team.leader_agent, ...role(agent) })];
  });
  const listed = members.slice(0, budget.left);
  budget.left -= listed.length;
  const hidden = members.length - listed.length;
  if (members.length === 0) listed.push("- You are the only member.");
  if (hidden > 0) listed.push(`- … and ${hidden} more`);
  return [`### Team \`#${id}\` — ${oneLine(team.name)}`, ...listed].join("\n");
}

function role(agent: AgentConfig): { role?: string } {
  return agent.role === undefined ? {} : { role: agent.role };
}

function bullet(id: string, agent: AgentConfig, more: { leads: boolean; role?: string }): string {
  const model = agent.model === "" ? agent.provider : agent.model;
  const leader = more.leads ? " *(team leader)*" : "";
  const purpose = more.role === undefined ? "" : ` — ${oneLine(more.role)}`;
  return `- \`@${id}\` — **${oneLine(agent.name)}** (${model})${leader}${purpose}`;
}

function isMember(agentId: string, team: TeamConfig): boolean {
  return team.leader_agent === agentId || team.agents.includes(agentId);
}

/** No line break or control character of a name can start a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ").trim();
}

function code(text: string): string {
  return oneLine(text).replaceAll("`", "'");
}
