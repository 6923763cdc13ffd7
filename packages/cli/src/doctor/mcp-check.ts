/**
 * Checks the MCP servers of the settings, and finds those that agents do not use: Claude Code is started with TinyAGI's own
 * server only, so what the user or a project configured for it would vanish in silence. Starts nothing.
 */
import { homedir } from "node:os";
import type { McpServerView, Settings } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";

export async function checkMcp(context: CliContext, settings: Settings | undefined): Promise<Finding[]> {
  if (settings === undefined) return [];
  const own = Object.keys(settings.mcp_servers);
  const states = own.length === 0 ? [] : await listStates(context);
  return [...states.flatMap(checkServer), ...(await unusedServers(context, settings))];
}

async function listStates(context: CliContext): Promise<McpServerView[]> {
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  try {
    const client = await context.connect();
    return await client.call("listMcpServers", { signal: context.signal });
  } catch {
    // That the daemon does not answer is a finding of its own.
    return [];
  }
}

function checkServer({ id, state, problem, digest, tools, agents, everyone }: McpServerView): Finding[] {
  const name = `the MCP server ${id}`;
  const findings: Finding[] = [];
  if (problem !== null)
    findings.push({
      id: "mcp.failed",
      level: "warning",
      message: `${name} failed: ${cleanLine(problem)}`,
      hint: `Try it: tinyagi mcp test ${id}`,
    });
  // Also without a readable file of what was seen.
  if (state === "unused" || (problem === null && digest === null && tools.length === 0))
    findings.push({
      id: "mcp.unseen",
      level: "warning",
      message: `agents get no tools of ${name}`,
      hint: `Look at them first: tinyagi mcp test ${id}`,
    });
  if (digest !== null)
    findings.push({
      id: "mcp.changed",
      level: "warning",
      message: `${name} changed its tools; agents do not get what changed`,
      hint: `See and accept them: tinyagi mcp accept ${id}`,
    });
  if (agents.length === 0 && !everyone)
    findings.push({
      id: "mcp.unused",
      level: "info",
      message: `no agent may use ${name}`,
      hint: `Let one use it: tinyagi mcp grant ${id} --agent <agent>`,
    });
  if (findings.length > 0) return findings;
  const offered = tools.filter(({ offeredAs }) => offeredAs !== null).length;
  return [
    {
      id: "mcp.server",
      level: "ok",
      message: `${name} offers ${offered} ${offered === 1 ? "tool" : "tools"}`,
    },
  ];
}

async function unusedServers({ env, paths }: CliContext, settings: Settings): Promise<Finding[]> {
  const { agentWorkspace, unusedMcpServers } = await import("@tinyagi/daemon");
  const folders = Object.entries(settings.agents).map(([id, agent]) =>
    // An agent without a usable folder is a finding of its own.
    agentWorkspace({ id, agent, settings, home: paths.home }).catch(() => undefined),
  );
  const workspaces = (await Promise.all(folders)).filter((folder) => folder !== undefined);
  const found = await unusedMcpServers(settings, { userHome: env.HOME ?? homedir(), workspaces });
  return found.map(({ file, ids, inWorkspace }) => ({
    id: "mcp.not-used",
    level: "info",
    message: `agents do not use the MCP servers of ${cleanLine(file)}: ${ids.map(cleanLine).join(", ")}`,
    hint: inWorkspace
      ? "An agent can write this file. Look at it, and add by hand what you want: tinyagi mcp add --help"
      : `Add them: tinyagi mcp import --from ${cleanLine(file)}`,
  }));
}
