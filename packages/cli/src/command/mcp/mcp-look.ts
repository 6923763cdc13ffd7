/** Shows MCP servers and their tools. What a server says of itself is text from outside. */
import type { McpServerView, McpToolView } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";

const DESCRIPTION_SHOWN = 80;

export async function listServers(context: CliContext): Promise<void> {
  const client = await context.connect();
  const servers = await client.call("listMcpServers", { signal: context.signal });
  context.output.data(servers, (columns) =>
    servers.length === 0
      ? ["no MCP servers; add one: tinyagi mcp add <id> -- <program>"]
      : table(
          ["SERVER", "STATE", "TOOLS", "AGENTS", "PLACE"],
          servers.map((one) => [
            one.id,
            one.state,
            String(one.tools.filter(({ offeredAs }) => offeredAs !== null).length),
            one.everyone ? "all" : one.agents.join(", "),
            one.place,
          ]),
          columns,
        ),
  );
  for (const server of servers) for (const line of advice(server)) context.output.talk(line);
}

export async function testServer(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const server = await client.call("testMcpServer", { params: { id }, signal: context.signal });
  assertWorks(server);
  showServer(context, server);
}

export async function showTools(context: CliContext, id: string): Promise<void> {
  showServer(context, await foundServer(context, id));
}

/** @throws CliError `NOT_FOUND` */
export async function foundServer(context: CliContext, id: string): Promise<McpServerView> {
  const client = await context.connect();
  const servers = await client.call("listMcpServers", { signal: context.signal });
  const server = servers.find((one) => one.id === id);
  if (server !== undefined) return server;
  throw new CliError("NOT_FOUND", "There is no MCP server with this id.", {
    hint: "See them: tinyagi mcp list",
  });
}

export async function acceptTools(
  context: CliContext,
  id: string,
  options: { digest?: string; yes?: boolean },
): Promise<void> {
  const client = await context.connect();
  const call = { params: { id }, signal: context.signal };
  const server = await client.call("testMcpServer", call);
  assertWorks(server);
  const digest = options.digest ?? server.digest;
  if (digest === null) {
    context.output.data(server, () => [`nothing changed: agents see the tools of ${id} as you saw them`]);
    return;
  }
  if (options.yes !== true) for (const line of server.tools.flatMap(changeLines)) context.output.talk(line);
  await confirm(context, `Let agents use these tools of ${id}?`, options.yes === true);
  showServer(context, await client.call("acceptMcpTools", { ...call, body: { digest } }));
}

/** @throws CliError `UNAVAILABLE` with the reason */
function assertWorks({ id, state, problem }: McpServerView): void {
  if (state !== "failed") return;
  throw new CliError(
    "UNAVAILABLE",
    `The MCP server ${id} cannot be used: ${problem ?? "no reason is known"}`,
    {
      hint: `See what it writes: tinyagi logs; change it: tinyagi config edit`,
    },
  );
}

export function showServer(context: CliContext, server: McpServerView): void {
  context.output.data(server, (columns) => [
    ...facts([
      ["server", server.id],
      [server.kind, server.place],
      ["state", server.state],
      ["agents", server.everyone ? "all" : server.agents.join(", ") || "none"],
    ]),
    ...(server.tools.length === 0 ? [] : toolTable(server.tools, columns)),
    ...server.tools.flatMap(changeLines),
  ]);
  for (const line of advice(server)) context.output.talk(line);
}

function toolTable(tools: readonly McpToolView[], columns: number | undefined): string[] {
  return table(
    ["TOOL", "RULE", "STATE", "DESCRIPTION"],
    tools.map(({ name, rule, state, description }) => [name, rule, state, oneLine(description)]),
    columns,
  );
}

function oneLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, DESCRIPTION_SHOWN);
}

/** What was seen and what is now, line by line. */
function changeLines({ name, state, before, after }: McpToolView): string[] {
  const side = (mark: string, text: string | null) =>
    (text ?? "").split("\n").map((line) => `${mark} ${line}`);
  if (before === null && after === null) return [];
  return [
    `${state}: ${name}`,
    ...(before === null ? [] : side("-", before)),
    ...(after === null ? [] : side("+", after)),
  ];
}

function advice({ id, state, problem, login, digest, agents }: McpServerView): string[] {
  return [
    ...(problem === null ? [] : [`${id}: ${problem}`]),
    ...(login === "needed" ? [`log in at ${id}: tinyagi mcp login ${id}`] : []),
    ...(state === "unused"
      ? [`agents get no tools of ${id} until you look at them: tinyagi mcp test ${id}`]
      : []),
    ...(digest === null ? [] : [`${id} changed its tools; see and accept them: tinyagi mcp accept ${id}`]),
    ...(agents.length > 0 ? [] : [`no agent may use ${id}: tinyagi mcp grant ${id} --agent <agent>`]),
  ];
}
