/** What a sub-agent may do: never more than its parent, and never more than its own agent. Pure. */
import {
  type AgentConfig,
  type ContainerSettings,
  containerRules,
  type Settings,
  type SpawnSettings,
  stricterMode,
  tightenReach,
  tightenSpawn,
} from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import type { Directory } from "../routing/directory.js";
import { agentConfig, type NodeSettings } from "./parts.js";

/** The agent and all members of its teams, itself first. */
export function getReach(agentId: string, directory: Directory): string[] {
  const teams = [...directory.teams.values()].filter((team) => team.agents.includes(agentId));
  return [...new Set([agentId, ...teams.flatMap((team) => team.agents)])];
}

/** The limits of an agent in a team. */
export function resolveSpawnLimits(
  settings: Settings,
  agentId: string,
  teamId: string | null,
): SpawnSettings {
  const team = teamId !== null && Object.hasOwn(settings.teams, teamId) ? settings.teams[teamId] : undefined;
  return tightenSpawn(tightenSpawn(settings.spawn, team?.spawn), agentConfig(settings, agentId)?.spawn);
}

/** The settings of an agent as a node runs it. */
export function boundAgent(
  configured: AgentConfig,
  node: NodeSettings,
  general: ContainerSettings,
): AgentConfig {
  const { provider, model, container } = node;
  const reach = container && tightenReach(containerRules(general, configured), container);
  return {
    ...configured,
    permissions: stricterMode(configured.permissions, node.permissions),
    ...(provider === undefined ? {} : { provider }),
    ...(model === undefined ? {} : { model }),
    ...(reach === undefined ? {} : { container: Object.assign({}, configured.container, reach) }),
  };
}

/** What the container of an agent reaches, as far as its own parent lets it. */
function reachBelow({ agent, settings, general }: Above): Pick<NodeSettings, "container"> {
  const permissions = stricterMode(settings.permissions, agent?.permissions);
  if (permissions !== "container") return {};
  const { network, hosts } = containerRules(general, agent && boundAgent(agent, settings, general));
  return { container: { network, hosts } };
}

interface Above {
  readonly messageRowId: number;
  readonly settings: NodeSettings;
  readonly agentId: string;
  readonly agent: AgentConfig | undefined;
  /** The general settings of containers. */
  readonly general: ContainerSettings;
}

/** The settings of a child. Its agent, harness and tools were checked when its plan was compiled. */
export function childSettings(
  spec: AgentSpec,
  parent: Above,
  harness: { provider: string; model: string } | undefined,
): NodeSettings {
  // A copy of its parent runs as the parent does.
  const as = harness ?? (spec.agent === parent.agentId ? parent.settings : undefined);
  const provider = as?.provider;
  const model = spec.model ?? as?.model;
  return {
    permissions: stricterMode(parent.settings.permissions, parent.agent?.permissions),
    ...reachBelow(parent),
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
