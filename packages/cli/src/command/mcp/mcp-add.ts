/** `mcp add`: a server with its keys as references, so that no key is in the list of processes or the shell's history. */
import { resolve } from "node:path";
import type { SettingsEdit } from "@tinyagi/contracts";
import { type CatalogueRow, catalogueCommand, catalogueRow } from "@tinyagi/contracts/mcp-catalogue";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { idProblem } from "../../wizard/agent-wizard.js";
import { showServer } from "./mcp-look.js";
import { type GrantOptions, getSettings, grantEdits } from "./mcp-rights.js";

/** Where the folder stands in the arguments of a row. */
const FOLDER = "<folder>";

export interface AddServer extends GrantOptions {
  url?: string;
  folder?: string;
  env?: string[];
  header?: string[];
  yes?: boolean;
}

export async function addServer(
  context: CliContext,
  { id, command }: { id: string; command: readonly string[] },
  options: AddServer,
): Promise<void> {
  const problem = idProblem(id, []);
  if (problem !== undefined)
    throw usageError(problem, "For example: tinyagi mcp add files -- npx -y some-server");
  const row = command.length === 0 && options.url === undefined ? catalogueRow(id) : undefined;
  if (row?.kind === "own")
    throw usageError("TinyAGI has this tool itself.", `Turn it on: ${catalogueCommand(id, row)}`);
  const server = row === undefined ? toServer(id, command, options) : fromCatalogue(id, row, options);
  const { mcp_servers: known = {} } = await getSettings(context);
  if (Object.hasOwn(known, id))
    throw usageError("There is an MCP server with this id.", `Remove it first: tinyagi mcp remove ${id}`);
  const question =
    server.url === undefined
      ? `Start ${[server.command, ...(server.args ?? [])].join(" ")} as your user when an agent needs it`
      : `Let agents reach ${server.url}`;
  await confirm(context, `${question}?`, options.yes === true);
  const entry: SettingsEdit = { path: ["mcp_servers", id], value: server };
  await saveEdits(context, [entry, ...(await grantEdits(context, id, options.agent ?? []))]);
  context.output.talk(`added ${id}; remove it: tinyagi mcp remove ${id}`);
  const client = await context.connect();
  // A server that does not answer yet stays in the settings: its key or program may follow.
  showServer(context, await client.call("testMcpServer", { params: { id }, signal: context.signal }));
}

/** What a server is in the settings. */
type AddedServer = {
  command?: string;
  args?: string[];
  url?: string;
  env?: Record<string, string>;
  headers?: Record<string, string>;
  everyone: boolean;
};

/** Keys that the owner names elsewhere replace those that the row names. */
function fromCatalogue(
  id: string,
  row: Exclude<CatalogueRow, { kind: "own" }>,
  { env = [], header = [], everyone = false, folder }: AddServer,
): AddedServer {
  if ((row.argument === "folder") !== (folder !== undefined))
    throw usageError(
      row.argument === "folder" ? "This server needs a folder." : "This server takes no folder.",
      `For example: ${catalogueCommand(id, row)}`,
    );
  const usual = Object.fromEntries((row.keys ?? []).map(({ name, variable }) => [name, `env:${variable}`]));
  if (row.kind === "address")
    return { url: row.url, headers: { ...usual, ...references(header, "--header") }, everyone };
  const args = row.args.map((one) => (one === FOLDER ? resolve(folder ?? "") : one));
  return { command: row.command, args, env: { ...usual, ...references(env, "--env") }, everyone };
}

function toServer(id: string, [command, ...args]: readonly string[], options: AddServer): AddedServer {
  const { url, env = [], header = [], everyone = false } = options;
  const example = `For example: tinyagi mcp add ${id} -- npx -y some-server, or --url https://…; known ones: tinyagi mcp catalog`;
  if ((command === undefined) === (url === undefined))
    throw usageError("Give either a program after --, or --url.", example);
  if (command === undefined) return { url: url ?? "", headers: references(header, "--header"), everyone };
  const program = command.includes("/") ? resolve(command) : command;
  return { command: program, args, env: references(env, "--env"), everyone };
}

/** `NAME=env:VARIABLE` or `NAME=file:/path`. Other programs of this machine read arguments. */
function references(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      const value = pair.slice(at + 1);
      if (at < 1 || !(value.startsWith("env:") || value.startsWith("file:/")))
        throw usageError(
          `${option} takes where the value is, not the value.`,
          `For example: ${option} ${at < 1 ? "NAME" : pair.slice(0, at)}=env:VARIABLE for a variable of the daemon, or =file:/path; write a value itself with tinyagi config edit`,
        );
      return [pair.slice(0, at), value];
    }),
  );
}
