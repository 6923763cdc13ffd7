/** What an agent is sent, made by what makes it for a run. Only reads, except that a missing workspace is created. */
import {
  AppError,
  type EffectivePrompt,
  joinPromptParts,
  type PromptPart,
  type Settings,
} from "@tinyagi/contracts";
import { createSkillIndex } from "@tinyagi/features";
import { addedParts, listsSkills, promptDelivery } from "@tinyagi/harness";
import { resolveRealPath } from "@tinyagi/home";
import type { InvokerPort, SystemPrompt } from "@tinyagi/kernel";
import { exampleFacts, type SpawnService } from "@tinyagi/teams";
import { unusedMcpServers } from "./unused-mcp.js";

const CHARS_PER_TOKEN = 4;

export interface EffectivePromptParts {
  settings: () => Settings;
  invoker: Pick<InvokerPort, "resolve">;
  ensureWorkspace: (agentId: string) => Promise<string>;
  systemPrompt: (agentId: string, workspace: string) => Promise<SystemPrompt>;
  spawner: Pick<SpawnService, "promptParts">;
  now: () => number;
  /** Of the person whose Claude Code may know MCP servers. */
  userHome: string;
}

/** @throws AppError `NOT_FOUND` without such an agent */
export type EffectivePromptFor = (agentId: string) => Promise<EffectivePrompt>;

export function createEffectivePrompt(options: EffectivePromptParts): EffectivePromptFor {
  const skills = createSkillIndex();

  return async (agentId) => {
    const { agents, teams } = options.settings();
    const agent = Object.hasOwn(agents, agentId) ? agents[agentId] : undefined;
    if (agent === undefined) throw new AppError("NOT_FOUND", `There is no agent ${agentId}.`);
    const workspace = await options.ensureWorkspace(agentId);
    const { parts = [], leftOut } = await options.systemPrompt(agentId, workspace);
    const target = targetOf(options.invoker, agent);
    const [teamId = null] = Object.keys(teams).filter((id) => teams[id]?.agents.includes(agentId));
    const listed = listsSkills(target.harness) ? await skills.of(await resolveRealPath(workspace)) : "";
    const all: PromptPart[] = [
      ...parts,
      ...options.spawner.promptParts({ agentId, teamId }),
      ...(listed === "" ? [] : [{ kind: "skills" as const, source: ".agents/skills", text: listed }]),
      ...addedParts(target.harness),
    ];
    const unused =
      target.harness === "claude"
        ? await unusedMcpServers(options.settings(), { userHome: options.userHome, workspaces: [workspace] })
        : [];
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
      warnings: [
        ...listWarnings(all, leftOut),
        ...unused.map(({ file, inWorkspace }) => ({
          code: inWorkspace ? ("mcp_servers_in_workspace" as const) : ("mcp_servers_not_used" as const),
          detail: file,
        })),
      ],
    };
  };
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
