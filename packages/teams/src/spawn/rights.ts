/** What runs may do with sub-agents, and why a plan is refused before anybody reads it. Only reads. */
import type { GraphNodeRow, MessageRow } from "@tinyagi/kernel";
import { getReach, resolveSpawnLimits } from "./bounds.js";
import { type GraphRules, type SpawnParts, settingsOfNode } from "./parts.js";
import { type Refusal, refusal } from "./plan.js";
import type { SpawnRights } from "./spawner.js";

/** Plans of one message: an agent that asks again and again must come to an end. */
const PLANS_MAX = 32;

type RightsParts = Pick<SpawnParts, "store" | "settings" | "directory">;

/** What a graph that begins with a message keeps of the settings. */
export function rulesFor(parts: RightsParts, message: MessageRow): GraphRules {
  const { maxDepth, maxFanOut, maxTotal, maxLive } = resolveSpawnLimits(
    parts.settings(),
    message.agent_id,
    message.team_id,
  );
  return {
    limits: { maxDepth, maxFanOut, maxTotal, maxLive },
    agents: getReach(message.agent_id, parts.directory()),
  };
}

/** Whether the settings let an agent start sub-agents. */
export function maySpawnAtAll(
  { settings }: Pick<RightsParts, "settings">,
  { agentId, teamId }: { agentId: string; teamId: string | null },
): boolean {
  const { maxDepth, maxTotal } = resolveSpawnLimits(settings(), agentId, teamId);
  return maxDepth > 0 && maxTotal > 1;
}

export function resolveRights(parts: RightsParts, message: MessageRow): SpawnRights {
  const { store } = parts;
  const allowed = maySpawnAtAll(parts, { agentId: message.agent_id, teamId: message.team_id });
  const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
  if (row === undefined) return { canSpawn: allowed, tools: "all", depth: 0 };
  const { canSpawn, tools, depth } = settingsOfNode(row);
  return { canSpawn: allowed && canSpawn && depth < getMaxDepth(parts, row), tools, depth };
}

/** How deep the graph of a node may become. */
function getMaxDepth({ store }: RightsParts, { graph_id: id }: GraphNodeRow): number {
  const graph = store.graphs.get(id);
  if (graph === undefined) return 0;
  const rules: GraphRules = JSON.parse(graph.rules);
  return rules.limits.maxDepth;
}

/** As `Spawner.collectTools`. */
export function collectTools({ store }: RightsParts, runId: string): SpawnRights["tools"] {
  const run = store.runs.get(runId);
  const row = run === undefined ? undefined : store.graphs.nodeOf(run.message_row_id);
  return row === undefined ? "all" : settingsOfNode(row).tools;
}

/** As `Spawner.maySpawn`. */
export function maySpawn(parts: RightsParts, runId: string): boolean {
  const { store } = parts;
  const run = store.runs.get(runId);
  const message = run === undefined ? undefined : store.messages.get(run.message_row_id);
  if (message === undefined) return true;
  const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
  // At the depth limit the call is refused with its name: that says more than a missing tool.
  return row === undefined ? resolveRights(parts, message).canSpawn : settingsOfNode(row).canSpawn;
}

/** Why a run may not start sub-agents at all. */
export function spawnRefusal(parts: RightsParts, message: MessageRow): Refusal | undefined {
  const { store } = parts;
  const { canSpawn, depth } = resolveRights(parts, message);
  if (!canSpawn) {
    const row = message.kind === "node" ? store.graphs.nodeOf(message.id) : undefined;
    return row !== undefined && depth >= getMaxDepth(parts, row)
      ? refusal("depth", `Sub-agents at depth ${depth} may not start others (limit spawn.maxDepth).`)
      : refusal("tools", "This agent may not start sub-agents (canSpawn of its plan, or spawn.maxDepth 0).");
  }
  if (store.graphs.calls(message.id).length < PLANS_MAX) return undefined;
  return refusal("total", `A message can start sub-agents ${PLANS_MAX} times (limit plans of a message).`);
}
