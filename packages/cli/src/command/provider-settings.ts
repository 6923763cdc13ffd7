/** The settings' `models` and agents as the provider commands change them: read masked, written back as they are. */
import type { Client } from "@tinyagi/client";
import type { Settings } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";

/** Providers with an entry of their own under `models`. */
export const BUILT_IN = ["anthropic", "openai", "opencode", "api"] as const;
export type BuiltIn = (typeof BUILT_IN)[number];
export type Models = Settings["models"];
/** Where neither the settings nor the default agent name a provider, as in 0.0.20. */
export const FIRST_PROVIDER = "anthropic";

/** Parts of the settings; secrets masked, which the server takes for those it has. */
export interface ModelSettings {
  models: Models;
  agents: Record<string, Record<string, unknown>>;
  /** Absent where there are no agents. */
  defaultAgent?: string;
}

interface Stored extends Pick<ModelSettings, "models" | "agents"> {
  default_agent: string;
}

export async function readModels(client: Client, context: CliContext): Promise<ModelSettings> {
  const settings = await client.call("getSettings", { signal: context.signal });
  const { models = {}, agents = {}, default_agent: standard } = settings as Partial<Stored>;
  // As the daemon chooses it.
  const wanted = [standard, "tinyagi", ...Object.keys(agents)];
  const defaultAgent = wanted.find((id) => id !== undefined && Object.hasOwn(agents, id));
  return { models, agents, ...(defaultAgent === undefined ? {} : { defaultAgent }) };
}

export async function saveModels(
  client: Client,
  context: CliContext,
  change: Partial<Pick<ModelSettings, "models" | "agents">>,
): Promise<void> {
  await client.call("putSettings", {
    // JSON has no undefined: what is not set is left out.
    body: JSON.parse(JSON.stringify(change)),
    signal: context.signal,
  });
}
