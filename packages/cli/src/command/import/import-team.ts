/**
 * `import team` and `team add <source>`: adds a team of others from a file, a folder, an archive or a repository. Existing
 * agents and teams are not changed; a preview is shown first. An import runs nothing, and can be taken back.
 */
import type { Client } from "@tinyagi/client";
import type { TeamTemplate } from "@tinyagi/contracts";
import type { Command } from "commander";
import { textsInTheWay } from "../../adding/add-agents.js";
import { type Addition, type HomeSettings, NOTHING_MORE } from "../../adding/addition.js";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { readTeam, toPlace } from "../../template/team-source.js";
import { weakerLines } from "../../view/weaker-parts.js";
import { parsePair } from "../option.js";

export interface ImportTeamOptions {
  rename?: Record<string, string>;
  yes?: boolean;
  dryRun?: boolean;
  acceptWeaker?: boolean;
  checksum?: string;
  prompts?: boolean;
  startSchedules?: boolean;
  provider?: string;
}

export function registerImportTeam(command: Command, context: CliContext): void {
  withImportOptions(
    command
      .command("team")
      .argument(
        "<path>",
        "a file, folder or .tgz made with `tinyagi team export`, or the https address of a repository",
      )
      .option("-y, --yes", "do not ask for confirmation"),
  )
    .description("add a team and its agents from a template; existing agents and teams are not changed")
    .action((path: string, options: ImportTeamOptions) => importTeam(context, path, options));
}

/** The options of every import of a team. */
export function withImportOptions(command: Command): Command {
  return command
    .option("--rename <old=new>", "give an agent or the team another id; repeatable", parsePair)
    .option("--dry-run", "show what would be added and change nothing")
    .option("--checksum <sha256>", "add it only if it has this checksum")
    .option("--prompts", "show the full texts of its agents, too")
    .option("--start-schedules", "switch its schedules on; without it, they are added switched off")
    .option("--accept-weaker", "let the team raise limits of this home, too");
}

export async function importTeam(
  context: CliContext,
  source: string,
  options: ImportTeamOptions,
): Promise<void> {
  const { output, signal } = context;
  if ((await context.remote()) !== undefined)
    throw usageError("A team is added on the machine where the daemon runs.", "Leave out --host");
  const place = toPlace(source);
  const { whole, ignored, checksum } = await readChecked(context, place, options.checksum);
  const { renameIds } = await import("../../template/team-template.js");
  const renamed = withProvider(renameIds(whole, options.rename ?? {}), options.provider);
  const client = await context.connect();
  const settings = await assertFree(client, renamed, signal);
  const { guardTeam } = await import("../../template/guard-team.js");
  const { template, weaker } = await guardTeam(renamed, settings, options.acceptWeaker === true);
  const preview = await showPreview(context, { template, settings, ignored, checksum, options });
  for (const line of weakerLines(weaker, "will")) output.talk(line);
  const { id } = template.team;
  const result = { ok: true, team: id, agents: Object.keys(template.agents), checksum, preview, weaker };
  if (options.dryRun === true) {
    output.data(result, () => ["Nothing was changed."]);
    return;
  }
  await confirm(context, `Add the team ${id}?`, options.yes === true);
  const { applyAddition } = await import("../../adding/apply.js");
  const addition = toAddition(template, place, options.startSchedules === true);
  const { receipt, refused } = await applyAddition(context, client, { addition, settings, left: [] });
  const { leftLines } = await import("../../adding/addition-lines.js");
  output.data({ ...result, import: receipt.data.id, left: refused }, () => [
    ...leftLines(refused, 0),
    `Added the team ${id}. Try it: tinyagi run '@${id} hello'`,
    `To take it back: tinyagi import undo ${receipt.data.id}`,
  ]);
}

/** Who runs all agents of the team. Models are those of the provider that its author had, so they are left out. */
function withProvider(template: TeamTemplate, provider: string | undefined): TeamTemplate {
  if (provider === undefined) return template;
  const agents = Object.entries(template.agents).map(([id, agent]) => [
    id,
    { ...agent, provider, model: "" },
  ]);
  return { ...template, agents: Object.fromEntries(agents) };
}

async function readChecked(
  context: CliContext,
  place: string,
  wanted: string | undefined,
): Promise<{ whole: TeamTemplate; ignored: string[]; checksum: string }> {
  const [{ checkTemplate }, { teamChecksum }] = await Promise.all([
    import("../../template/team-template.js"),
    import("../../template/team-checksum.js"),
  ]);
  const { value, ignored } = await readTeam(context, place);
  const whole = checkTemplate(value);
  const checksum = teamChecksum(whole);
  if (wanted !== undefined && wanted.toLowerCase() !== checksum)
    throw new CliError("INVALID_INPUT", "The team does not have the checksum that you gave.", {
      hint: `Its checksum is ${checksum}. Nothing was changed`,
    });
  return { whole, ignored, checksum };
}

async function showPreview(
  context: CliContext,
  shown: {
    template: TeamTemplate;
    settings: HomeSettings;
    ignored: string[];
    checksum: string;
    options: ImportTeamOptions;
  },
) {
  const { template, settings, ignored, checksum, options } = shown;
  const { previewAgents, previewLines, promptLines } = await import("../../template/import-preview.js");
  const replaces = await textsInTheWay(context, template.agents, settings);
  const starts = options.startSchedules === true;
  const schedules = (template.schedules ?? []).map((schedule) => ({ ...schedule, enabled: starts }));
  const preview = { agents: previewAgents(template), schedules, replaces, ignored };
  for (const line of previewLines(template, preview)) context.output.talk(line);
  context.output.talk(`Checksum: ${checksum}`);
  if (options.prompts === true) for (const line of promptLines(template)) context.output.talk(line);
  return preview;
}

function toAddition(template: TeamTemplate, from: string, enabled: boolean): Addition {
  const { agents, team, schedules = [] } = template;
  return {
    ...NOTHING_MORE,
    kind: "team",
    from,
    agents,
    team,
    schedules: schedules.map((schedule) => ({ ...schedule, enabled })),
  };
}

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
