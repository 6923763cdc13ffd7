/** What a sub-agent may do: never more than its parent, and never more than its own agent. Pure. */
import {
  type AgentConfig,
  type Settings,
  type SpawnSettings,
  stricterMode,
  tightenSpawn,
} from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import type { Directory } from "../routing/directory.js";
import { agentConfig, type NodeSettings } from "./parts.js";

/** The agent and all members of its teams, itself first. */
export function reachOf(agentId: string, directory: Directory): string[] {
  const teams = [...directory.teams.values()].filter((team) => team.agents.includes(agentId));
  return [...new Set([agentId, ...teams.flatMap((team) => team.agents)])];
}

/** The limits of an agent in a team. */
export function spawnLimitsOf(settings: Settings, agentId: string, teamId: string | null): SpawnSettings {
  const team = teamId !== null && Object.hasOwn(settings.teams, teamId) ? settings.teams[teamId] : undefined;
  return tightenSpawn(tightenSpawn(settings.spawn, team?.spawn), agentConfig(settings, agentId)?.spawn);
}

/** The settings of an agent as a node runs it. */
export function boundAgent(configured: AgentConfig, node: NodeSettings): AgentConfig {
  const { provider, model } = node;
  return {
    ...configured,
    permissions: stricterMode(configured.permissions, node.permissions),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
}

/** The settings of a child. Its agent, harness and tools were checked when its plan was compiled. */
export function childSettings(
  spec: AgentSpec,
  parent: { messageRowId: number; settings: NodeSettings; agentId: string; agent: AgentConfig | undefined },
  harness: { provider: string; model: string } | undefined,
): NodeSettings {
  // A copy of its parent runs as the parent does.
  const as = harness ?? (spec.agent === parent.agentId ? parent.settings : undefined);
  const provider = as?.provider;
  const model = spec.model ?? as?.model;
  return {
    permissions: stricterMode(parent.settings.permissions, parent.agent?.permissions),
    tools: spec.tools,
    canSpawn: spec.canSpawn,
    depth: parent.settings.depth + 1,
    writes: spec.effects === "write",
    parent: parent.messageRowId,
    ...(spec.retries === undefined ? {} : { retries: spec.retries }),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
  };
}
