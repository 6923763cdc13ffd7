/**
 * `import team`: adds a team from a template, a file or a folder. Existing agents and teams are not changed; a preview is
 * shown first. An import runs nothing.
 */
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Client } from "@tinyagi/client";
import type { TeamTemplate, TeamTemplateAgent } from "@tinyagi/contracts";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { copyTemplate } from "../../template/copy-template.js";
import { toContent } from "../../template/skill-contents.js";
import { weakerLines } from "../../view/weaker-parts.js";
import { resolvePlace } from "../agent/agent-place.js";
import { parsePair } from "../option.js";

interface Options {
  rename?: Record<string, string>;
  yes?: boolean;
  dryRun?: boolean;
  acceptWeaker?: boolean;
}

export function registerImportTeam(command: Command, context: CliContext): void {
  command
    .command("team")
    .argument("<path>", "a file or folder made with `tinyagi export team`")
    .option("--rename <old=new>", "give an agent or the team another id; repeatable", parsePair)
    .option("-y, --yes", "do not ask for confirmation")
    .option("--dry-run", "show what would be added and change nothing")
    .option("--accept-weaker", "let the team raise limits of this home, too")
    .description("add a team and its agents from a template; existing agents and teams are not changed")
    .action((path: string, options: Options) => importTeam(context, resolve(path), options));
}

async function importTeam(context: CliContext, path: string, options: Options): Promise<void> {
  const { output, signal } = context;
  const [{ checkTemplate, renameIds }, { previewAgents, previewLines }] = await Promise.all([
    import("../../template/team-template.js"),
    import("../../template/import-preview.js"),
  ]);
  const { value, ignored } = await read(path);
  const renamed = renameIds(checkTemplate(value), options.rename ?? {});
  const client = await context.connect();
  const settings = await assertFree(client, renamed, signal);
  const { guardTeam } = await import("../../template/guard-team.js");
  const { template, weaker } = await guardTeam(renamed, settings, options.acceptWeaker === true);
  const replaces = await textsInTheWay(context, template, settings);
  const preview = { agents: previewAgents(template), replaces, ignored };
  for (const line of previewLines(template, preview)) output.talk(line);
  for (const line of weakerLines(weaker, "will")) output.talk(line);
  const result = { ok: true, team: template.team.id, agents: Object.keys(template.agents), preview, weaker };
  if (options.dryRun === true) {
    output.data(result, () => ["Nothing was changed."]);
    return;
  }
  await confirm(context, `Add the team ${template.team.id}?`, options.yes === true);
  await addAll(context, client, { template, settings });
  const { id } = template.team;
  output.data(result, () => [`Added the team ${id}. Try it: tinyagi run '@${id} hello'`]);
}

async function read(path: string): Promise<{ value: unknown; ignored: string[] }> {
  const { TEMPLATE_MAX_BYTES } = await import("../../template/team-template.js");
  try {
    const info = await stat(path);
    if (info.isDirectory()) {
      const { readTeamFolder } = await import("../../template/team-folder.js");
      return await readTeamFolder(path);
    }
    if (info.isFile() && info.size <= TEMPLATE_MAX_BYTES)
      return { value: parseJson(await readFile(path, "utf8")), ignored: [] };
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "PATH_REFUSED") throw error;
    throw usageError(
      `${path} cannot be read${code === "ENOENT" ? ": the file does not exist" : ""}`,
      code === "ENOENT" ? "Create one: tinyagi export team <id>" : "Check its permissions",
    );
  }
  throw usageError(`${path} is not a template.`, "Create one: tinyagi export team <id>");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CliError("INVALID_INPUT", "The template is not valid JSON.", {
      hint: "Create one: tinyagi export team <id>",
    });
  }
}

type HomeSettings = Readonly<Record<string, unknown>>;

/** @returns the settings of the home */
async function assertFree(
  client: Client,
  template: TeamTemplate,
  signal: AbortSignal,
): Promise<HomeSettings> {
  const [teams, agents, settings] = await Promise.all([
    client.call("listTeams", { signal }),
    client.call("listAgents", { signal }),
    client.call("getSettings", { signal }),
  ]);
  const wanted = [template.team.id, ...Object.keys(template.agents)];
  const taken = wanted.filter((id) => Object.hasOwn(teams, id) || Object.hasOwn(agents, id));
  if (taken.length > 0)
    throw new CliError("CONFLICT", `These ids already exist: ${taken.join(", ")}`, {
      hint: `Choose other ids: ${taken.map((id) => `--rename ${id}=${id}2`).join(" ")}`,
    });
  const custom = Object.values(template.agents)
    .map(({ provider }) => provider)
    .filter((provider) => provider.startsWith("custom:"))
    .map((provider) => provider.slice("custom:".length));
  const missing = [...new Set(custom)].filter(
    (id) => !Object.hasOwn(Object(settings.custom_providers ?? {}), id),
  );
  if (missing.length === 0) return settings;
  throw new CliError(
    "CONFLICT",
    `The template uses custom providers that do not exist: ${missing.join(", ")}`,
    { hint: "Add each of them: tinyagi provider add <id>" },
  );
}

/** Where an agent of this id lived before: its texts, which the import would replace. */
async function textsInTheWay(
  context: CliContext,
  template: TeamTemplate,
  settings: HomeSettings,
): Promise<string[]> {
  const { agentWorkspace } = await import("@tinyagi/daemon");
  const found: string[] = [];
  for (const [id, agent] of Object.entries(template.agents)) {
    const workspace = await agentWorkspace(
      resolvePlace(context, { id, workingDirectory: undefined, settings }),
    );
    const texts = {
      "AGENTS.md": agent.agentsFile,
      ".tinyagi/SOUL.md": agent.soul,
      "heartbeat.md": agent.heartbeat,
    };
    for (const [file, text] of Object.entries(texts)) {
      const path = join(workspace, file);
      const now = text === undefined ? undefined : await stat(path).catch(() => undefined);
      if (now !== undefined && now.size > 0) found.push(path);
    }
  }
  return found;
}

/** Agents, their files, then the team. What was added is removed again if a part fails. */
async function addAll(
  context: CliContext,
  client: Client,
  { template, settings }: { template: TeamTemplate; settings: HomeSettings },
): Promise<void> {
  const { signal } = context;
  const added: string[] = [];
  try {
    for (const [id, agent] of Object.entries(template.agents)) {
      added.push(id);
      await addAgent(client, id, agent, signal);
      await addSkills(context, { id, settings, skills: agent.skillFiles ?? {} });
    }
    const { id, ...team } = template.team;
    await client.call("putTeam", { params: { id }, body: team, signal });
  } catch (error) {
    // Without the signal: it may be why the import stopped.
    for (const id of added) await client.call("deleteAgent", { params: { id } }).catch(ignoreMissing);
    throw error;
  }
}

/** The agent whose creation failed does not exist. */
function ignoreMissing(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "NOT_FOUND" && code !== "UNKNOWN_AGENT") throw error;
}

async function addAgent(
  client: Client,
  id: string,
  agent: TeamTemplateAgent,
  signal: AbortSignal,
): Promise<void> {
  const { agentsFile, soul, heartbeat, skills: _skills, skillFiles: _files, ...config } = agent;
  const params = { id };
  await client.call("putAgent", { params, body: config, signal });
  if (agentsFile !== undefined)
    await client.call("putSystemPrompt", { params, body: { content: agentsFile }, signal });
  if (soul !== undefined) await client.call("putSoul", { params, body: { content: soul }, signal });
  // Only the text: this home, not the template, decides whether and how often it is sent.
  if (heartbeat !== undefined)
    await client.call("putHeartbeat", { params, body: { content: heartbeat }, signal });
}

/** Into the agent's workspace, where existing files stay. No file becomes executable. */
async function addSkills(
  context: CliContext,
  wanted: { id: string; settings: HomeSettings; skills: NonNullable<TeamTemplateAgent["skillFiles"]> },
): Promise<void> {
  const { id, settings, skills } = wanted;
  if (Object.keys(skills).length === 0) return;
  const { agentWorkspace } = await import("@tinyagi/daemon");
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-import-"));
  try {
    for (const [name, files] of Object.entries(skills))
      for (const [path, content] of Object.entries(files)) {
        const target = join(folder, "skills", name, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, toContent(content), { mode: 0o600, flag: "wx" });
      }
    const place = resolvePlace(context, { id, workingDirectory: undefined, settings });
    const { kept } = await copyTemplate(folder, await agentWorkspace(place));
    if (kept.length > 0) context.output.talk(`Not replaced, because they exist: ${kept.join(", ")}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
