/** Who may use an MCP server, and what may be called: changes of the settings, which the daemon applies at once. */
import type { McpRule, Settings, SettingsEdit } from "@tinyagi/contracts";
import { saveEdits } from "../../config/source.js";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { foundServer, showServer } from "./mcp-look.js";

export interface GrantOptions {
  agent?: string[];
  everyone?: boolean;
}

export async function grantServer(context: CliContext, id: string, options: GrantOptions): Promise<void> {
  await foundServer(context, id);
  assertSomebody(options, `tinyagi mcp grant ${id} --agent coder`);
  await changeAndShow(context, id, [
    ...everyoneEdits(id, options, true),
    ...(await grantEdits(context, id, options.agent ?? [])),
  ]);
}

export async function revokeServer(context: CliContext, id: string, options: GrantOptions): Promise<void> {
  await foundServer(context, id);
  assertSomebody(options, `tinyagi mcp revoke ${id} --agent coder`);
  const { agents = {} } = await getSettings(context);
  const edits = (options.agent ?? []).map((agent): SettingsEdit => {
    const had = knownAgent(agents, agent).mcp_servers ?? [];
    return { path: ["agents", idOf(agent), "mcp_servers"], value: had.filter((one) => one !== id) };
  });
  await changeAndShow(context, id, [...everyoneEdits(id, options, false), ...edits]);
}

export async function setRule(
  context: CliContext,
  id: string,
  { tool, rule }: { tool: string; rule: McpRule },
): Promise<void> {
  await foundServer(context, id);
  await changeAndShow(context, id, [{ path: ["mcp_servers", id, "tools", tool], value: rule }]);
}

export async function removeServer(context: CliContext, id: string, yes: boolean): Promise<void> {
  const server = await foundServer(context, id);
  await confirm(context, `Remove the MCP server ${id} (${server.place})?`, yes);
  const { agents = {} } = await getSettings(context);
  const edits = Object.entries(agents).flatMap(([agent, { mcp_servers: had }]): SettingsEdit[] =>
    had?.includes(id) === true
      ? [{ path: ["agents", agent, "mcp_servers"], value: had.filter((one) => one !== id) }]
      : [],
  );
  await saveEdits(context, [...edits, { path: ["mcp_servers", id] }]);
  context.output.data({ ok: true }, () => [`removed ${id}`]);
  context.output.talk("take it back: tinyagi config history, then tinyagi config rollback <n>");
}

/** The edits that let agents use a server. @throws CliError `NOT_FOUND` for an agent that does not exist */
export async function grantEdits(
  context: CliContext,
  id: string,
  agents: readonly string[],
): Promise<SettingsEdit[]> {
  if (agents.length === 0) return [];
  const { agents: known = {} } = await getSettings(context);
  return agents.map((agent) => {
    const had = knownAgent(known, agent).mcp_servers ?? [];
    return { path: ["agents", idOf(agent), "mcp_servers"], value: [...new Set([...had, id])] };
  });
}

export async function getSettings(context: CliContext): Promise<Partial<Settings>> {
  const client = await context.connect();
  return client.call("getSettings", { signal: context.signal });
}

async function changeAndShow(context: CliContext, id: string, edits: SettingsEdit[]): Promise<void> {
  await saveEdits(context, edits);
  showServer(context, await foundServer(context, id));
}

function everyoneEdits(id: string, { everyone }: GrantOptions, value: boolean): SettingsEdit[] {
  return everyone === true ? [{ path: ["mcp_servers", id, "everyone"], value }] : [];
}

function assertSomebody({ agent, everyone }: GrantOptions, example: string): void {
  if (agent === undefined && everyone !== true)
    throw usageError("Name agents with --agent, or say --everyone.", `For example: ${example}`);
}

function idOf(agent: string): string {
  return agent.replace(/^@/, "");
}

function knownAgent(agents: Settings["agents"], agent: string): Settings["agents"][string] {
  const id = idOf(agent);
  const found = Object.hasOwn(agents, id) ? agents[id] : undefined;
  if (found !== undefined) return found;
  throw new CliError("NOT_FOUND", "There is no agent with this id.", {
    hint: "See them: tinyagi agent list",
  });
}
