/** `mcp import`: the servers that other programs know, as `mcpServers` in a JSON file. Nothing is taken unseen. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import {
  type ForeignServer,
  foreignServers,
  type LeftReason,
  type Settings,
  type SettingsEdit,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { table } from "../../view/table.js";
import { getSettings, grantEdits } from "./mcp-rights.js";

const REASONS: Readonly<Record<LeftReason | "taken", string>> = {
  unusable: "it is no usable server",
  transport: "it does not speak streamable HTTP",
  no_id: "its name is no id of TinyAGI",
  twice: "another server has its name",
  dangerous_variable: "its variables can make programs run other code",
  taken: "the id is taken",
};

export async function importServers(
  context: CliContext,
  options: { from?: string; agent?: string[]; yes?: boolean },
): Promise<void> {
  const file = resolve(options.from ?? join(context.env.HOME ?? homedir(), ".claude.json"));
  const { servers, left: unusable } = foreignServers(await toContent(file));
  const settings = await getSettings(context);
  const isTaken = ({ id }: ForeignServer) => Object.hasOwn(settings.mcp_servers ?? {}, id);
  const wanted = servers.filter((one) => !isTaken(one));
  const taken = servers.filter(isTaken).map(({ id }) => ({ name: id, reason: "taken" as const }));
  const all = [...taken, ...unusable];
  const left = all.map(({ name }) => name);
  for (const { name, reason } of all)
    context.output.talk(`left out: ${cleanLine(name)} (${REASONS[reason]})`);
  if (wanted.length === 0) {
    context.output.data({ added: [], left }, () => ["no new MCP servers in this file"]);
    return;
  }
  for (const line of table(
    ["SERVER", "PLACE", "VARIABLES AND HEADERS"],
    wanted.map(({ id, config }) => [id, resolvePlace(config), namesIn(config)]),
  ))
    context.output.talk(line);
  if (await isInWorkspace(context, settings, file))
    context.output.talk("This file is in the workspace of an agent, which can have written it.");
  await confirm(context, `Add these servers with their keys? They run as your user.`, options.yes === true);
  const edits = wanted.map(({ id, config }): SettingsEdit => ({ path: ["mcp_servers", id], value: config }));
  await saveEdits(context, edits);
  for (const { id } of wanted) await saveGrants(context, id, options.agent ?? []);
  const added = wanted.map(({ id }) => id);
  context.output.data({ added, left }, () => [`added ${added.join(", ")}`]);
  context.output.talk(
    "look at their tools, which agents get only then: tinyagi mcp test <server>; let agents use them: tinyagi mcp grant <server> --agent <agent>",
  );
}

async function saveGrants(context: CliContext, id: string, agents: readonly string[]): Promise<void> {
  const edits = await grantEdits(context, id, agents);
  if (edits.length > 0) await saveEdits(context, edits);
}

async function toContent(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CliError("NOT_FOUND", `This file cannot be read as JSON: ${file}`, {
      hint: "Name another one: tinyagi mcp import --from <file>",
      cause,
    });
  }
}

/** An agent may also have put a link to a file of its own elsewhere: where it leads counts. */
async function isInWorkspace(
  { paths }: CliContext,
  { agents = {}, workspace = {} }: Partial<Settings>,
  file: string,
): Promise<boolean> {
  const { agentWorkspace, isWithin, resolveRealPath } = await import("@tinyagi/daemon");
  const settings = { workspace: workspace as Settings["workspace"] };
  const places = Object.entries(agents).map(([id, agent]) =>
    // An agent without a usable folder writes nowhere.
    agentWorkspace({ id, agent, settings, home: paths.home }).catch(() => undefined),
  );
  const folders = (await Promise.all(places)).filter((folder) => folder !== undefined);
  const forms = [file, await resolveRealPath(file)];
  return folders.some((folder) => forms.some((form) => isWithin(form, folder)));
}

/** Never the values: they are keys. */
function namesIn({ env, headers }: ForeignServer["config"]): string {
  return [...Object.keys(Object(env)), ...Object.keys(Object(headers))].join(", ");
}

function resolvePlace({ command, args, url }: ForeignServer["config"]): string {
  return [command ?? url ?? "", ...(Array.isArray(args) ? args : [])].join(" ");
}
