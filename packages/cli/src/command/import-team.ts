/** `import team`: adds a team from a template. Existing agents and teams are not changed; the plan is shown first. */
import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import type { TeamTemplate, TeamTemplateAgent } from "@tinyagi/contracts";
import type { Command } from "commander";
import type { CliContext } from "../context/context.js";
import { CliError, usageError } from "../error/cli-error.js";
import { confirm } from "../prompt/confirm.js";
import { parsePair } from "./option.js";

interface Options {
  rename?: Record<string, string>;
  yes?: boolean;
  dryRun?: boolean;
}

export function registerImportTeam(command: Command, context: CliContext): void {
  command
    .command("team")
    .argument("<file>", "a template made with `tinyagi export team`")
    .option("--rename <old=new>", "give an agent or the team another id; repeatable", parsePair)
    .option("-y, --yes", "do not ask for confirmation")
    .option("--dry-run", "show what would be added and change nothing")
    .description("add a team and its agents from a template; existing agents and teams are not changed")
    .action((file: string, options: Options) => importTeam(context, resolve(file), options));
}

async function importTeam(context: CliContext, file: string, options: Options): Promise<void> {
  const { parseTemplate, renameIds, TEMPLATE_MAX_BYTES } = await import("../template/team-template.js");
  const content = await read(file, TEMPLATE_MAX_BYTES);
  const template = renameIds(parseTemplate(content), options.rename ?? {});
  const client = await context.connect();
  await assertFree(client, template, context.signal);
  const plan = planOf(template);
  for (const line of plan) context.output.talk(line);
  const result = { ok: true, team: template.team.id, agents: Object.keys(template.agents) };
  if (options.dryRun === true) {
    context.output.data(result, () => ["Nothing was changed."]);
    return;
  }
  await confirm(context, `Add the team ${template.team.id}?`, options.yes === true);
  for (const [id, agent] of Object.entries(template.agents))
    await addAgent(client, id, agent, context.signal);
  const { id, ...team } = template.team;
  await client.call("putTeam", { params: { id }, body: team, signal: context.signal });
  context.output.data(result, () => [`Added the team ${id}. Try it: tinyagi run '@${id} hello'`]);
}

async function read(file: string, maximum: number): Promise<string> {
  try {
    const info = await stat(file);
    if (info.isFile() && info.size <= maximum) return await readFile(file, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw usageError(
      `${file} cannot be read${isMissing ? ": the file does not exist" : ""}`,
      isMissing ? "create one: tinyagi export team <id>" : "check its permissions",
    );
  }
  throw usageError(`${file} is not a template`, "create one: tinyagi export team <id>");
}

async function assertFree(client: Client, template: TeamTemplate, signal: AbortSignal): Promise<void> {
  const [teams, agents, providers] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
    client.call("getSettings", { signal }),
  ]);
  const wanted = [template.team.id, ...Object.keys(template.agents)];
  const taken = wanted.filter((id) => Object.hasOwn(teams, id) || Object.hasOwn(agents, id));
  if (taken.length > 0)
    throw new CliError("CONFLICT", `these ids already exist: ${taken.join(", ")}`, {
      hint: `choose other ids: ${taken.map((id) => `--rename ${id}=${id}2`).join(" ")}`,
    });
  const custom = Object.values(template.agents)
    .map(({ provider }) => provider)
    .filter((provider) => provider.startsWith("custom:"))
    .map((provider) => provider.slice("custom:".length));
  const missing = [...new Set(custom)].filter(
    (id) => !Object.hasOwn(Object(providers.custom_providers ?? {}), id),
  );
  if (missing.length > 0)
    throw new CliError(
      "CONFLICT",
      `the template uses custom providers that do not exist: ${missing.join(", ")}`,
      {
        hint: "add each of them: tinyagi provider add <id>",
      },
    );
}

function planOf({ team, agents }: TeamTemplate): string[] {
  return [
    `This adds the team ${team.id} (${team.name}), led by @${team.leader_agent}:`,
    ...Object.entries(agents).map(([id, agent]) => {
      const model = agent.model === "" ? "the default model" : agent.model;
      return `  @${id} (${agent.name}) on ${agent.provider}, ${model}${skillsOf(agent)}`;
    }),
  ];
}

function skillsOf({ skills = [] }: TeamTemplateAgent): string {
  return skills.length === 0 ? "" : `; its author also gave it the skills ${skills.join(", ")}`;
}

async function addAgent(
  client: Client,
  id: string,
  agent: TeamTemplateAgent,
  signal: AbortSignal,
): Promise<void> {
  const { agentsFile, soul, heartbeat, skills: _skills, ...config } = agent;
  const params = { id };
  await client.call("putAgent", { params, body: config, signal });
  if (agentsFile !== undefined)
    await client.call("putSystemPrompt", { params, body: { content: agentsFile }, signal });
  if (soul !== undefined) await client.call("putSoul", { params, body: { content: soul }, signal });
  // Only the text: this home, not the template, decides whether and how often it is sent.
  if (heartbeat !== undefined)
    await client.call("putHeartbeat", { params, body: { content: heartbeat }, signal });
}
