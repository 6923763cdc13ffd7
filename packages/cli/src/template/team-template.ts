/**
 * A team as a file that others can use: its members and their instructions. It never contains a key, an environment, a
 * path or a permission, and a file with one is refused: the home in which an agent runs decides what it may do.
 */
import {
  type AgentConfig,
  isEntityId,
  TEAM_TEMPLATE_FORMAT,
  type TeamConfig,
  type TeamTemplate,
  type TeamTemplateAgent,
  type TeamTemplateSchedule,
  teamTemplateSchema,
} from "@tinyagi/contracts";
import { CliError } from "../error/cli-error.js";

export const TEMPLATE_MAX_BYTES = 8 * 1_024 * 1_024;
/** The instructions of an agent, read from its workspace. */
export interface AgentTexts {
  agentsFile: string;
  soul: string;
  heartbeat: string;
  skills: string[];
  skillFiles?: TeamTemplateAgent["skillFiles"];
}

export function getTemplate(
  id: string,
  team: TeamConfig,
  members: readonly { id: string; agent: AgentConfig; texts: AgentTexts }[],
  schedules: readonly TeamTemplateSchedule[] = [],
): TeamTemplate {
  const agents = members.map(({ id: agentId, agent, texts }): [string, TeamTemplateAgent] => {
    const { name, provider, model, role, system_prompt } = agent;
    const told = Object.entries({ role, system_prompt, ...textsGiven(texts) }).filter(
      ([, value]) => value !== undefined,
    );
    return [agentId, { name, provider, model, ...Object.fromEntries(told) }];
  });
  return {
    format: TEAM_TEMPLATE_FORMAT,
    // Earlier releases read version 2.
    version: schedules.length === 0 ? 2 : 3,
    team: { id, ...team },
    agents: Object.fromEntries(agents),
    ...(schedules.length === 0 ? {} : { schedules: [...schedules] }),
  };
}

function textsGiven({ agentsFile, soul, heartbeat, skills, skillFiles = {} }: AgentTexts) {
  const given = (value: string) => (value.trim() === "" ? undefined : value);
  return {
    agentsFile: given(agentsFile),
    soul: given(soul),
    heartbeat: given(heartbeat),
    skills: skills.length === 0 ? undefined : skills,
    skillFiles: Object.keys(skillFiles).length === 0 ? undefined : skillFiles,
  };
}

/** @throws CliError `INVALID_INPUT` with every problem */
export function checkTemplate(value: unknown): TeamTemplate {
  const parsed = teamTemplateSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError("INVALID_INPUT", "The template is not valid.", {
    details: parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })),
    hint: "Create one: tinyagi export team <id>",
  });
}

/**
 * Renames agents and the team everywhere in the settings of the template. Does not change texts.
 *
 * @throws CliError `INVALID_INPUT` for an id that is not in the template, is not valid, or is given twice
 */
export function renameIds(template: TeamTemplate, renames: Readonly<Record<string, string>>): TeamTemplate {
  const known = new Set([template.team.id, ...Object.keys(template.agents)]);
  for (const [from, to] of Object.entries(renames)) {
    if (!known.has(from))
      throw new CliError("INVALID_INPUT", "--rename changes an id that is not in the template.");
    if (!isEntityId(to)) throw new CliError("INVALID_INPUT", "--rename gives an id that is not valid.");
  }
  const to = (id: string) => (Object.hasOwn(renames, id) ? (renames[id] ?? id) : id);
  const ids = [...known].map(to);
  if (new Set(ids).size < ids.length)
    throw new CliError("INVALID_INPUT", "--rename gives the same id twice.");
  const { team, agents, schedules } = template;
  return {
    ...template,
    team: { ...team, id: to(team.id), agents: team.agents.map(to), leader_agent: to(team.leader_agent) },
    agents: Object.fromEntries(Object.entries(agents).map(([id, agent]) => [to(id), agent])),
    ...(schedules === undefined
      ? {}
      : { schedules: schedules.map((one) => ({ ...one, agentId: to(one.agentId) })) }),
  };
}
