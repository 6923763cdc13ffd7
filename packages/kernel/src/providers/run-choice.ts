/**
 * The model and the effort that a person chose for one message: whether the agent's provider offers them, and the agent as it
 * answers that message. A name that is known to be wrong is refused before the message is accepted. Pure.
 */
import {
  type AgentConfig,
  type Effort,
  harnessOfProvider,
  harnessRow,
  providerRow,
  type RunChoice,
  type Settings,
} from "@tinyagi/contracts";
import { modelAliases } from "./model-alias.js";

/** Why a choice is refused, and what is offered instead. */
export type ChoiceRefusal =
  | { readonly part: "model"; readonly offered: readonly string[] }
  | { readonly part: "effort"; readonly offered: readonly Effort[] };

type Chooser = Pick<AgentConfig, "provider" | "model">;
type Known = Pick<Settings, "models" | "agents" | "custom_providers">;

/** @returns undefined when the agent can answer with it, as far as anybody knows before its provider is asked */
export function refuseChoice(agent: Chooser, choice: RunChoice, settings: Known): ChoiceRefusal | undefined {
  const { model, effort } = choice;
  if (model !== undefined && !isOffered(agent, model, settings))
    return { part: "model", offered: offeredModels(agent, settings) };
  const efforts = offeredEfforts(agent, settings);
  return effort === undefined || efforts.includes(effort) ? undefined : { part: "effort", offered: efforts };
}

/** The efforts that an agent's program takes. */
export function offeredEfforts(
  { provider }: Chooser,
  settings: Pick<Settings, "custom_providers">,
): readonly Effort[] {
  return harnessRow(harnessOfProvider(provider, settings.custom_providers))?.efforts ?? [];
}

/** Names that a person may choose from, short ones first, each once. A provider may offer more. */
export function offeredModels({ provider, model }: Chooser, settings: Known): readonly string[] {
  const others = Object.values(settings.agents).flatMap((one) =>
    one.provider === provider ? [one.model] : [],
  );
  const names = [
    ...modelAliases(provider, settings).keys(),
    ...(providerRow(provider)?.models ?? []),
    ...[model, ...others],
  ];
  return [...new Set(names)].filter((name) => name !== "");
}

/** A provider whose models have names of their own offers no other ones; of any other provider nobody knows. */
function isOffered(agent: Chooser, model: string, settings: Known): boolean {
  if (agent.provider === "demo") return false;
  if (offeredModels(agent, settings).includes(model)) return true;
  const pattern = providerRow(agent.provider)?.modelPattern;
  return pattern === undefined || pattern.test(model);
}

/** The agent as it answers a message. Another provider of its list has models of its own. */
export function withChoice(
  agent: AgentConfig,
  choice: RunChoice | undefined,
  providerIndex: number,
): AgentConfig {
  const { model, effort } = choice ?? {};
  return {
    ...agent,
    ...(model === undefined || providerIndex > 0 ? {} : { model }),
    ...(effort === undefined ? {} : { effort }),
  };
}
