/** What an agent is sent, made by what makes it for a run. Only reads, except that a missing workspace is created. */
import { join } from "node:path";
import {
  AppError,
  type EffectivePrompt,
  isAppError,
  joinPromptParts,
  type PromptPart,
  type Settings,
  type WorkspaceOf,
  type WorkspacePort,
} from "@tinyagi/contracts";
import { renderSkills } from "@tinyagi/features";
import { addedParts, listsSkills, promptDelivery } from "@tinyagi/harness";
import type { InvokerPort, SystemPrompt } from "@tinyagi/kernel";
import { exampleFacts, type SpawnService } from "@tinyagi/teams";
import { unusedIds, unusedMcpServers } from "./unused-mcp.js";

const CHARS_PER_TOKEN = 4;
const MCP_FILE = ".mcp.json";

export interface EffectivePromptParts {
  settings: () => Settings;
  invoker: Pick<InvokerPort, "resolve">;
  workspaceOf: WorkspaceOf;
  prepareAgent: (agentId: string) => Promise<{ workspace: string; system: SystemPrompt }>;
  spawner: Pick<SpawnService, "promptParts">;
  now: () => number;
  /** Of the person whose Claude Code may know MCP servers. */
  userHome: string;
}

/** @throws AppError `NOT_FOUND` without such an agent */
export type EffectivePromptFor = (agentId: string) => Promise<EffectivePrompt>;

export function createEffectivePrompt(options: EffectivePromptParts): EffectivePromptFor {
  return async (agentId) => {
    const { agents, teams } = options.settings();
    const agent = Object.hasOwn(agents, agentId) ? agents[agentId] : undefined;
    if (agent === undefined) throw new AppError("NOT_FOUND", `There is no agent ${agentId}.`);
    const { workspace, system: own } = await options.prepareAgent(agentId);
    const { parts = [], leftOut } = own;
    const port = options.workspaceOf(agentId);
    const target = targetOf(options.invoker, agent);
    const [teamId = null] = Object.keys(teams).filter((id) => teams[id]?.agents.includes(agentId));
    const listed = listsSkills(target.harness) ? renderSkills((await port.listSkills({})).skills) : "";
    const all: PromptPart[] = [
      ...parts,
      ...options.spawner.promptParts({ agentId, teamId }),
      ...(listed === "" ? [] : [{ kind: "skills" as const, source: ".agents/skills", text: listed }]),
      ...addedParts(target.harness),
    ];
    const unused = target.harness === "claude" ? await listUnusedServers(options, port, workspace) : [];
    const text = joinPromptParts(all);
    const { system, message } = promptDelivery(target.harness, {
      agentId,
      cwd: workspace,
      systemPrompt: text,
    });
    return {
      agent: agentId,
      ...target,
      parts: all.map((part) => ({ ...part, ...measureSize(part.text) })),
      system: { ...system, text, ...measureSize(text) },
      message,
      before: exampleFacts(options.now()),
      warnings: [...listWarnings(all, leftOut), ...unused],
    };
  };
}

/** MCP servers that Claude Code would use without TinyAGI: of the person, and of the workspace. */
async function listUnusedServers(
  { settings, userHome }: EffectivePromptParts,
  port: Pick<WorkspacePort, "readText">,
  workspace: string,
): Promise<EffectivePrompt["warnings"]> {
  const own = await unusedMcpServers(settings(), { userHome, workspaces: [] });
  const { text } = await port.readText({ path: MCP_FILE }).catch((error: unknown) => {
    // An agent may have put a link or a pipe there. It configures no server.
    if (isAppError(error, "PATH_REFUSED")) return { text: null };
    throw error;
  });
  const isUnused = text !== null && unusedIds(settings(), text).length > 0;
  return [
    ...own.map(({ file }) => ({ code: "mcp_servers_not_used" as const, detail: file })),
    ...(isUnused ? [{ code: "mcp_servers_in_workspace" as const, detail: join(workspace, MCP_FILE) }] : []),
  ];
}

function targetOf(invoker: Pick<InvokerPort, "resolve">, agent: Parameters<InvokerPort["resolve"]>[0]) {
  try {
    const { harness, provider, model = "" } = invoker.resolve(agent);
    return { harness, provider, model };
  } catch {
    // It cannot run now; its prompt is known all the same.
    return { harness: "", provider: agent.provider, model: agent.model };
  }
}

function measureSize(text: string): { bytes: number; tokens: number } {
  return { bytes: Buffer.byteLength(text), tokens: Math.ceil(text.length / CHARS_PER_TOKEN) };
}

function listWarnings(
  parts: readonly PromptPart[],
  leftOut: string | undefined,
): EffectivePrompt["warnings"] {
  const replaced = parts.find(({ kind, source }) => kind === "protocol" && source !== "built-in");
  return [
    ...(replaced === undefined ? [] : [{ code: "protocol_replaced" as const, detail: replaced.source }]),
    ...(leftOut === undefined ? [] : [{ code: "prompt_file_left_out" as const, detail: leftOut }]),
  ];
}
