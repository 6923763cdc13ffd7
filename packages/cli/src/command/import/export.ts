/** `export team` and `team export`: a team for others as a file, folder or archive, without keys, paths and permissions. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import type { AgentConfig, TeamConfig, TeamTemplate, TeamTemplateSchedule } from "@tinyagi/contracts";
import { cleanJson } from "@tinyagi/contracts/clean-text";
import type { AgentOfHome } from "@tinyagi/daemon";
import type { Command } from "commander";
import { resolvePlace } from "../../context/agent-place.js";
import type { CliContext } from "../../context/context.js";
import { writeNewFile } from "../../control/new-file.js";
import { CliError, toFailure, usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { type SkillContents, skillContents } from "../../template/skill-contents.js";
import type { AgentTexts } from "../../template/team-template.js";

export interface ExportOptions {
  out?: string;
  folder?: string;
  /** A .tgz. */
  archive?: string;
}

export function registerExport(program: Command, context: CliContext): void {
  program
    .command("export")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi export team dev --out dev.json\n  tinyagi export team dev --folder ./dev-team\n  tinyagi export team dev > dev.json\n",
    )
    .command("team")
    .argument("<team>", "the team's id")
    .option("-o, --out <file>", "write to this file (default: stdout)")
    .option("--folder <folder>", "write a new folder with the texts and skills as files")
    .description("export a team with its agents, prompts and skills, without keys, paths and permissions")
    .action((team: string, options: ExportOptions) => exportTeam(context, team, options));
}

export async function exportTeam(context: CliContext, id: string, options: ExportOptions): Promise<void> {
  if (options.out !== undefined && options.folder !== undefined)
    throw usageError("--out writes a file, --folder a folder.", "Use one of them");
  const [client, { getTemplate }] = await Promise.all([
    context.connect(),
    import("../../template/team-template.js"),
  ]);
  const { signal } = context;
  const [teams, agents] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
  ]);
  const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
  if (team === undefined)
    throw new CliError("NOT_FOUND", "No team has this id.", { hint: "List your teams: tinyagi team list" });
  const settings = await client.call("getSettings", { signal });
  const members: { id: string; agent: AgentConfig; texts: AgentTexts }[] = [];
  for (const agentId of team.agents) {
    const agent = agents[agentId];
    if (agent === undefined) throw new CliError("CONFLICT", "The team has a member that does not exist.");
    const texts = await listTexts(client, agentId, signal);
    const workingDirectory = agent.working_directory;
    const place = resolvePlace(context, { id: agentId, workingDirectory, settings });
    members.push({
      id: agentId,
      agent,
      texts: { ...texts, skillFiles: await ownSkills(place, texts.own) },
    });
  }
  const template = getTemplate(id, team, members, await listOwnSchedules(client, id, team, signal));
  const text = cleanJson(template, 2);
  if (Object.keys(options).length === 0) {
    context.output.text(text);
    return;
  }
  const path = await write({ ...options, template, text });
  const { teamChecksum } = await import("../../template/team-checksum.js");
  const checksum = teamChecksum(template);
  context.output.data({ ok: true, team: id, agents: team.agents, path, checksum }, () => [
    `Exported the team ${id} with ${team.agents.length} agents to ${path}. It contains prompts and skills: read it before you share it.`,
    `Checksum: ${checksum}`,
  ]);
}

/** Repeated messages to the team and its members. One-time ones are of this home only. */
async function listOwnSchedules(
  client: Client,
  id: string,
  team: TeamConfig,
  signal: AbortSignal,
): Promise<TeamTemplateSchedule[]> {
  const all = await client.call("listSchedules", { signal });
  return all
    .filter(({ agentId, cron }) => cron !== "" && (agentId === id || team.agents.includes(agentId)))
    .map(({ label, agentId, message, cron, timeZone }) => ({
      ...{ label, agentId, message, cron },
      ...(timeZone === null ? {} : { timeZone }),
    }));
}

/** @returns the path that was written */
async function write(wanted: ExportOptions & { template: TeamTemplate; text: string }): Promise<string> {
  const { out, folder, archive, template, text } = wanted;
  const path = resolve(archive ?? folder ?? out ?? "");
  try {
    if (archive !== undefined) await writeArchive(path, template);
    else if (folder === undefined) await writeNewFile(path, `${text}\n`);
    else await (await import("../../template/team-folder.js")).writeTeamFolder(path, template);
    return path;
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    const what = folder === undefined ? "file" : "folder";
    throw new CliError(
      "CONFLICT",
      `${exists ? `the ${what} already exists` : `the ${what} cannot be written`}: ${path}`,
      { exitCode: EXIT.io, hint: `Choose another ${what}`, cause: error },
    );
  }
}

async function writeArchive(path: string, template: TeamTemplate): Promise<void> {
  const [{ packTeam }, { writeTeamFolder }] = await Promise.all([
    import("@tinyagi/daemon"),
    import("../../template/team-folder.js"),
  ]);
  const scratch = await mkdtemp(join(tmpdir(), "tinyagi-export-"));
  try {
    const folder = join(scratch, template.team.id);
    const packed = join(scratch, "team.tgz");
    await writeTeamFolder(folder, template);
    await packTeam(folder, packed);
    await writeNewFile(path, await readFile(packed));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The files of its skills. A skill with links or odd names is not exported, and the error says which one. */
async function ownSkills(
  place: AgentOfHome,
  names: readonly string[],
): Promise<Record<string, SkillContents>> {
  if (names.length === 0) return {};
  const { agentWorkspace, readSkillFolder } = await import("@tinyagi/daemon");
  const workspace = await agentWorkspace(place);
  const skills: Record<string, SkillContents> = {};
  for (const name of names) {
    try {
      const files = await readSkillFolder(join(workspace, ".agents", "skills", name));
      if (files !== null) skills[name] = skillContents(files);
    } catch (error) {
      throw new CliError(
        "PATH_REFUSED",
        `The skill ${name} cannot be exported: ${toFailure(error).message}`,
        {
          cause: error,
        },
      );
    }
  }
  return skills;
}

async function listTexts(client: Client, id: string, signal: AbortSignal) {
  const params = { id };
  const [agentsFile, soul, heartbeat, skills] = await Promise.all([
    client.call("getSystemPrompt", { params, signal }),
    client.call("getSoul", { params, signal }),
    client.call("getHeartbeat", { params, signal }),
    client.call("listSkills", { params, signal }),
  ]);
  const details = await Promise.all(
    skills.map((skill) => client.call("getSkill", { params: { id, skill: skill.id }, signal })),
  );
  return {
    /** Skills that not every home has. */
    own: details.flatMap((skill) => (skill.source === "bundled" && !skill.edited ? [] : [skill.id])),
    agentsFile: agentsFile.content,
    soul: soul.content,
    heartbeat: heartbeat.content,
    skills: skills.map((skill) => skill.id),
  };
}
