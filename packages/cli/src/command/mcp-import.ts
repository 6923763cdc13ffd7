/** `mcp import`: the servers that other programs know, as `mcpServers` in a JSON file. Nothing is taken unseen. */
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type ForeignServer, foreignServers, isEntityId, type SettingsEdit } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import { CliError } from "../error/cli-error.js";
import { confirm } from "../prompt/confirm.js";
import { table } from "../view/table.js";
import { grantEdits, saveEdits, settingsOf } from "./mcp-rights.js";

export async function importServers(
  context: CliContext,
  options: { from?: string; agent?: string[]; yes?: boolean },
): Promise<void> {
  const file = resolve(options.from ?? join(context.env.HOME ?? homedir(), ".claude.json"));
  const found = foreignServers(await contentOf(file));
  const { mcp_servers: known = {} } = await settingsOf(context);
  const wanted = found.filter(({ id }) => isEntityId(id) && !Object.hasOwn(known, id));
  const left = found.filter((one) => !wanted.includes(one)).map(({ id }) => id);
  if (wanted.length === 0) {
    context.output.data({ added: [], left }, () => ["no new MCP servers in this file"]);
    return;
  }
  for (const line of table(
    ["SERVER", "PLACE"],
    wanted.map(({ id, config }) => [id, placeOf(config)]),
  ))
    context.output.talk(line);
  await confirm(context, `Add these servers with their keys? They run as your user.`, options.yes === true);
  const edits = wanted.map(({ id, config }): SettingsEdit => ({ path: ["mcp_servers", id], value: config }));
  await saveEdits(context, edits);
  for (const { id } of wanted) await saveGrants(context, id, options.agent ?? []);
  const added = wanted.map(({ id }) => id);
  context.output.data({ added, left }, () => [`added ${added.join(", ")}`]);
  if (left.length > 0)
    context.output.talk(`left out, because the id is taken or no id of TinyAGI: ${left.join(", ")}`);
  context.output.talk(
    "see their tools: tinyagi mcp test <server>; let agents use them: tinyagi mcp grant <server> --agent <agent>",
  );
}

async function saveGrants(context: CliContext, id: string, agents: readonly string[]): Promise<void> {
  const edits = await grantEdits(context, id, agents);
  if (edits.length > 0) await saveEdits(context, edits);
}

async function contentOf(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CliError("NOT_FOUND", `this file cannot be read as JSON: ${file}`, {
      hint: "name another one: tinyagi mcp import --from <file>",
      cause,
    });
  }
}

function placeOf({ command, args, url }: ForeignServer["config"]): string {
  return [command ?? url ?? "", ...(Array.isArray(args) ? args : [])].join(" ");
}
