/** Checks of a plan that the engine cannot make: lower limits of single agents, and which harnesses may be named. */
import {
  type AgentConfig,
  childNode,
  isBelowNode,
  nodeDepth,
  nodeParent,
  ROOT_NODE,
} from "@tinyagi/contracts";
import { type AgentSpec, type PlanProblem, type SpawnRefusal, SpawnRefusedError } from "@tinyagi/graph";
import { resolveSpawnLimits } from "./bounds.js";
import { agentConfig, type SpawnParts } from "./parts.js";

/** The harnesses of agents that may be named. A plan that names one gets its provider and model. */
export interface Harnesses {
  of(agents: readonly string[]): string[];
  getTemplate(harness: string, agents: readonly string[]): { provider: string; model: string } | undefined;
}

/** @param resolveHarness undefined for an agent that cannot run */
export function createHarnesses(
  { settings }: Pick<SpawnParts, "settings">,
  resolveHarness: (agent: AgentConfig) => string | undefined,
): Harnesses {
  const known = (agents: readonly string[]) =>
    agents.flatMap((id) => {
      const agent = agentConfig(settings(), id);
      const harness = agent === undefined ? undefined : resolveHarness(agent);
      return agent === undefined || harness === undefined ? [] : [{ agent, harness }];
    });
  return {
    of: (agents) => [...new Set(known(agents).map(({ harness }) => harness))],
    getTemplate(harness, agents) {
      const agent = known(agents).find((entry) => entry.harness === harness)?.agent;
      return agent === undefined ? undefined : { provider: agent.provider, model: agent.model };
    },
  };
}

interface SpawnCheck {
  graphId: string;
  node: string;
  /** The run that asked. */
  runId: string;
  agents: readonly AgentSpec[];
}

/**
 * The limits of the agents on the way from the root. Those of the root hold for the whole graph and are checked by the
 * engine.
 *
 * @throws SpawnRefusedError
 */
export function checkBounds(parts: SpawnParts, { graphId, node, runId, agents }: SpawnCheck): void {
  const { store, settings } = parts;
  // After a restart, a plan is given again to the agents that it has already.
  const fresh = agents.filter(({ id }) => getAsker(parts, graphId, childNode(node, id)) !== runId);
  const depth = nodeDepth(node) + 1;
  for (let at = node; at !== ROOT_NODE; at = nodeParent(at) ?? ROOT_NODE) {
    const row = store.graphs.node(graphId, at);
    const message = row === undefined ? undefined : store.messages.get(row.message_row_id);
    if (message === undefined) continue;
    const limits = resolveSpawnLimits(settings(), message.agent_id, message.team_id);
    const level = depth - nodeDepth(at);
    if (level > limits.maxDepth)
      refuse(
        "depth",
        `level ${level} below ${at} is beyond the limit ${limits.maxDepth} of @${message.agent_id}`,
      );
    if (at === node && agents.length > limits.maxFanOut)
      refuse(
        "fan_out",
        `${agents.length} agents at once, the limit of @${message.agent_id} is ${limits.maxFanOut}`,
      );
    const below = store.graphs.nodes(graphId).filter((other) => isBelowNode(other.node_id, at)).length;
    if (below + 1 + fresh.length > limits.maxTotal)
      refuse(
        "total",
        `${below + 1} agents below ${at} and ${fresh.length} more are beyond its limit of ${limits.maxTotal}`,
      );
  }
}

/** The run that asked for a sub-agent. */
function getAsker({ store }: SpawnParts, graphId: string, node: string): string | null | undefined {
  const row = store.graphs.node(graphId, node);
  return row === undefined ? undefined : store.messages.get(row.message_row_id)?.parent_run_id;
}

function refuse(reason: SpawnRefusal, message: string): never {
  const problem: PlanProblem = { path: "", code: reason, message };
  throw new SpawnRefusedError(reason, [problem]);
}
