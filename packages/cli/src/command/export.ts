/** `export team`: a team as a file for others, without keys, paths and permissions. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import type { AgentConfig } from "@tinyagi/contracts";
import { cleanJson } from "@tinyagi/contracts/clean-text";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import type { AgentTexts } from "../template/team-template.js";

export function registerExport(program: Command, context: CliContext): void {
  program
    .command("export")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi export team dev --out dev.json\n  tinyagi export team dev > dev.json\n",
    )
    .command("team")
    .argument("<team>", "the team's id")
    .option("-o, --out <file>", "write to this file (default: stdout)")
    .description("export a team with its agents and prompts, without keys, paths and permissions")
    .action((team: string, options: { out?: string }) => exportTeam(context, team, options.out));
}

async function exportTeam(context: CliContext, id: string, out: string | undefined): Promise<void> {
  const [client, { templateOf }] = await Promise.all([
    context.connect(),
    import("../template/team-template.js"),
  ]);
  const { signal } = context;
  const [teams, agents] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
  ]);
  const team = Object.hasOwn(teams, id) ? teams[id] : undefined;
  if (team === undefined)
    throw new CliError("NOT_FOUND", "no team has this id", { hint: "list your teams: tinyagi team list" });
  const members: { id: string; agent: AgentConfig; texts: AgentTexts }[] = [];
  for (const agentId of team.agents) {
    const agent = agents[agentId];
    if (agent === undefined) throw new CliError("CONFLICT", "the team has a member that does not exist");
    members.push({ id: agentId, agent, texts: await textsOf(client, agentId, signal) });
  }
  const template = templateOf(id, team, members);
  const text = cleanJson(template, 2);
  if (out === undefined) {
    context.output.text(text);
    return;
  }
  const path = resolve(out);
  try {
    await writeFile(path, `${text}\n`, { flag: "wx" });
  } catch (error) {
    const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
    throw new CliError(
      "CONFLICT",
      `${exists ? "the file already exists" : "the file cannot be written"}: ${path}`,
      {
        exitCode: EXIT.io,
        hint: "choose another file: --out <file>",
        cause: error,
      },
    );
  }
  context.output.data({ ok: true, team: id, agents: team.agents, path }, () => [
    `Exported the team ${id} with ${team.agents.length} agents to ${path}. It contains prompts: read it before you share it.`,
  ]);
}

async function textsOf(client: Client, id: string, signal: AbortSignal) {
  const params = { id };
  const [agentsFile, soul, heartbeat, skills] = await Promise.all([
    client.call("getSystemPrompt", { params, signal }),
    client.call("getSoul", { params, signal }),
    client.call("getHeartbeat", { params, signal }),
    client.call("listSkills", { params, signal }),
  ]);
  return {
    agentsFile: agentsFile.content,
    soul: soul.content,
    heartbeat: heartbeat.content,
    skills: skills.map((skill) => skill.id),
  };
}
