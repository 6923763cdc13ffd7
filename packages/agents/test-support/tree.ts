/** A sub-agent on a script, and a parent that calls it. */

import type { AgentTool, RunLimits } from "../src/index.js";
import {
  AgentHarness,
  type AgentHarnessOptions,
  SubAgent,
  type SubAgentOptions,
  subAgentTool,
} from "../src/index.js";
import { type ScriptedModel, type Step, scripted } from "./scripted.js";
import { createTestServices, type TestServices } from "./setup.js";

export function subAgent(
  name: string,
  model: ScriptedModel,
  options: Partial<AgentHarnessOptions> & { agent?: Partial<SubAgentOptions> } = {},
): SubAgent {
  const { agent, ...harness } = options;
  return new SubAgent({
    name,
    description: `Does what ${name} does.`,
    harness: new AgentHarness({ name, model, ...harness }),
    ...agent,
  });
}

export interface ParentSetup extends TestServices {
  parent: AgentHarness;
  model: ScriptedModel;
}

/** A parent with these tools, on services that record. */
export function parentOf(
  agents: readonly (SubAgent | AgentTool)[],
  steps: readonly Step[],
  policy: Partial<RunLimits> = {},
): ParentSetup {
  const test = createTestServices();
  const model = scripted(steps, "parent-model");
  const tools = agents.map((agent) => (agent instanceof SubAgent ? subAgentTool(agent) : agent));
  const parent = new AgentHarness({ name: "parent", model, tools, services: test.services, policy });
  return { ...test, parent, model };
}
