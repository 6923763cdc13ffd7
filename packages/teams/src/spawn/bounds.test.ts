import type { AgentConfig, ContainerSettings } from "@tinyagi/contracts";
import type { AgentSpec } from "@tinyagi/graph";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { boundAgent, childSettings } from "./bounds.js";
import { ROOT_SETTINGS } from "./parts.js";

const agent = (container: ContainerSettings): AgentConfig => ({
  name: "Coder",
  provider: "anthropic",
  model: "m",
  permissions: "container",
  container,
});
const SPEC = partial<AgentSpec>({ tools: [], canSpawn: true });

/** The containers of a chain of agents, each the parent of the next one. */
function chain(general: ContainerSettings, ...own: ContainerSettings[]) {
  let settings = ROOT_SETTINGS;
  return own.map((container) => {
    const bound = boundAgent(agent(container), settings, general);
    const parent = { messageRowId: 1, agentId: "coder", settings, agent: agent(container), general };
    settings = childSettings(SPEC, parent, undefined);
    return [bound.container?.network, bound.container?.hosts];
  });
}

test("below an agent without a network, there is none", () => {
  expect(chain({}, { network: "none" }, { network: "all" }, { hosts: ["a.example"] })).toEqual([
    ["none", undefined],
    ["none", []],
    ["none", []],
  ]);
});

test("a sub-agent reaches no host that its parent does not reach", () => {
  const general: ContainerSettings = { hosts: ["a.example"] };
  expect(chain(general, {}, { network: "all" }, { hosts: ["a.example", "b.example"] })).toEqual([
    [undefined, undefined],
    ["provider", ["a.example"]],
    ["provider", ["a.example"]],
  ]);
  expect(chain({ network: "all" }, {}, { network: "provider", hosts: ["b.example"] }).at(1)).toEqual([
    "provider",
    ["b.example"],
  ]);
});
