/** The agents that run in containers, grouped by what they need. */
import { type ContainerRules, containerRules, type Settings } from "@tinyagi/contracts";

/** Agents whose containers have the same runtime, image and network. */
export interface ContainerGroup {
  readonly rules: ContainerRules;
  readonly agentIds: readonly string[];
}

/** In the order of the settings. Empty where no agent runs in a container. */
export function groupContainers({ agents, container }: Settings): ContainerGroup[] {
  const groups = new Map<string, { rules: ContainerRules; agentIds: string[] }>();
  for (const [id, agent] of Object.entries(agents)) {
    if (agent.permissions !== "container") continue;
    const rules = containerRules(container, agent);
    const key = JSON.stringify([rules.runtime, rules.image, rules.network]);
    const group = groups.get(key) ?? { rules, agentIds: [] };
    group.agentIds.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
