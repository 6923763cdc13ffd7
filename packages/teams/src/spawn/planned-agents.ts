/** With which agent, provider and model each agent of a plan will run, as its node will get them. */
import type { AgentConfig } from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import type { SpawnCallRow } from "@tinyagi/kernel";
import { boundAgent, childSettings } from "./bounds.js";
import { createHarnesses } from "./call-checks.js";
import type { PlannedAgent } from "./estimate-plan.js";
import { agentConfig, type GraphRules, ROOT_SETTINGS, type SpawnParts, settingsOfNode } from "./parts.js";

/** With what an agent would run; undefined when it cannot run. */
export type TargetOf = (
  agent: AgentConfig,
) => { harness: string; provider: string; model?: string } | undefined;

type Parts = Pick<SpawnParts, "store" | "settings"> & { targetOf: TargetOf };
type PlannedAgents = (call: SpawnCallRow, specs: readonly AgentSpec[]) => PlannedAgent[];

export function createPlannedAgents(parts: Parts): PlannedAgents {
  const { store, settings, targetOf } = parts;
  const harnesses = createHarnesses(parts, (agent) => targetOf(agent)?.harness);

  return (call, specs) => {
    const asking = store.messages.get(call.message_row_id)?.agent_id ?? "";
    const row = store.graphs.node(call.graph_id, call.node_id);
    const above = row === undefined ? ROOT_SETTINGS : settingsOfNode(row);
    const graph = store.graphs.get(call.graph_id);
    const rules: GraphRules | undefined = graph && JSON.parse(graph.rules);
    const getSettings = (spec: AgentSpec) =>
      childSettings(
        spec,
        {
          messageRowId: call.message_row_id,
          settings: above,
          agentId: asking,
          agent: agentConfig(settings(), asking),
          general: settings().container,
        },
        spec.harness === undefined ? undefined : harnesses.getTemplate(spec.harness, rules?.agents ?? []),
      );
    return specs.map((spec) => {
      const agent = spec.agent ?? asking;
      const configured = agentConfig(settings(), agent);
      const target =
        configured && targetOf(boundAgent(configured, getSettings({ ...spec, agent }), settings().container));
      return { spec, agent, provider: target?.provider ?? "", model: target?.model ?? "" };
    });
  };
}
