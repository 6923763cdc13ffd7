/** What an import of a team would do, before it does it. Pure. */

import {
  DEFAULT_PERMISSIONS,
  type TeamTemplate,
  type TeamTemplateAgent,
  type TeamTemplateSchedule,
} from "@tinyagi/contracts";
import { size } from "@tinyagi/views";
import { programsIn, toContent } from "./skill-contents.js";

export interface AgentPreview {
  id: string;
  name: string;
  provider: string;
  /** Empty: the default of the provider. */
  model: string;
  texts: { file: string; bytes: number }[];
  skills: { name: string; files: number; bytes: number; programs: string[] }[];
  /** Skills whose files are not in the template. */
  otherSkills: string[];
}

export interface ImportPreview {
  agents: AgentPreview[];
  schedules: (TeamTemplateSchedule & { enabled: boolean })[];
  /** Files with text of their own that the import would replace. */
  replaces: string[];
  /** What the template has besides the format, such as hooks. It is never imported. */
  ignored: string[];
}

export function previewAgents({ agents }: Pick<TeamTemplate, "agents">): AgentPreview[] {
  return Object.entries(agents).map(([id, agent]) => ({
    id,
    name: agent.name,
    provider: agent.provider,
    model: agent.model,
    texts: listTexts(agent),
    skills: Object.entries(agent.skillFiles ?? {}).map(([name, contents]) => ({
      name,
      files: Object.keys(contents).length,
      bytes: Object.values(contents).reduce((sum, one) => sum + toContent(one).length, 0),
      programs: programsIn(contents),
    })),
    otherSkills: (agent.skills ?? []).filter((name) => !Object.hasOwn(agent.skillFiles ?? {}, name)),
  }));
}

function listTexts({ agentsFile, soul, heartbeat, system_prompt }: TeamTemplateAgent): AgentPreview["texts"] {
  const texts = {
    "AGENTS.md": agentsFile,
    "SOUL.md": soul,
    "heartbeat.md": heartbeat,
    "system prompt": system_prompt,
  };
  return Object.entries(texts).flatMap(([file, text]) =>
    text === undefined ? [] : [{ file, bytes: Buffer.byteLength(text) }],
  );
}

/** The preview for people. */
export function previewLines({ team }: TeamTemplate, preview: ImportPreview): string[] {
  return [
    `This adds the team ${team.id} (${team.name}), led by @${team.leader_agent}:`,
    ...preview.agents.flatMap(agentLines),
    `Each agent gets the permissions ${DEFAULT_PERMISSIONS}, as new agents of this home do.`,
    ...preview.schedules.map(
      ({ label, agentId, cron, timeZone, enabled }) =>
        `Schedule ${label}: @${agentId}, ${cron}${timeZone === undefined ? "" : ` ${timeZone}`}${enabled ? "" : ", switched off"}`,
    ),
    ...preview.replaces.map((path) => `Replaces ${path}, which has a text already.`),
    ...preview.ignored.map(
      (path) => `Not imported: ${path}${isHook(path) ? " (hooks and commands never are)" : ""}`,
    ),
    "Nothing is run by the import.",
  ];
}

export function agentLines({
  id,
  name,
  provider,
  model,
  texts,
  skills,
  otherSkills,
}: AgentPreview): string[] {
  const parts = texts.map(({ file, bytes }) => `${file} ${size(bytes)}`);
  return [
    `  @${id} (${name}) on ${provider}, ${model === "" ? "the default model" : model}`,
    ...(parts.length === 0 ? [] : [`    ${parts.join(", ")}`]),
    ...skills.map((skill) => {
      const programs = skill.programs.length === 0 ? "" : `; its agent may run ${skill.programs.join(", ")}`;
      return `    skill ${skill.name}: ${skill.files} ${skill.files === 1 ? "file" : "files"}, ${size(skill.bytes)}${programs}`;
    }),
    ...(otherSkills.length === 0 ? [] : [`    its author also gave it the skills ${otherSkills.join(", ")}`]),
  ];
}

/** The texts that the agents get, whole. */
export function promptLines({ agents, schedules = [] }: TeamTemplate): string[] {
  return [
    ...Object.entries(agents).flatMap(([id, { agentsFile, soul, heartbeat, system_prompt }]) => {
      const texts = { "AGENTS.md": agentsFile, "SOUL.md": soul, "heartbeat.md": heartbeat };
      return Object.entries({ ...texts, "system prompt": system_prompt }).flatMap(([file, text]) =>
        text === undefined ? [] : [`--- @${id} ${file}`, ...text.split("\n")],
      );
    }),
    ...schedules.flatMap(({ label, message }) => [`--- schedule ${label}`, ...message.split("\n")]),
  ];
}

function isHook(path: string): boolean {
  return /(^|\/)(\.claude|\.codex|\.opencode|hooks?|commands?)(\/|$)/i.test(path);
}
