/** The providers and agents of the settings as the provider commands read them, and the edits that change them. */
import type { Client } from "@tinyagi/client";
import {
  ACP_PREFIX,
  CUSTOM_PREFIX,
  MODEL_PROVIDER_IDS,
  PROVIDER_IDS,
  type Settings,
  type SettingsEdit,
} from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";

/** The possible values for an agent, for the help. */
export const PROVIDER_CHOICES = `${PROVIDER_IDS.join(", ")}, acp:<agent> or custom:<id>`;
export type Models = Settings["models"];

interface Entry {
  model?: string | undefined;
}

/** Parts of the settings, with masked secrets. */
export interface ModelSettings {
  models: Models;
  custom_providers: Record<string, Entry>;
  agents: Record<string, Record<string, unknown>>;
  /** Absent where there are no agents. */
  defaultAgent?: string;
}

interface Stored extends Pick<ModelSettings, "models" | "agents" | "custom_providers"> {
  default_agent: string;
}

export async function readModels(client: Client, context: CliContext): Promise<ModelSettings> {
  const settings = await client.call("getSettings", { signal: context.signal });
  const stored = settings as Partial<Stored>;
  const { models = {}, agents = {}, custom_providers = {}, default_agent: standard } = stored;
  // The daemon chooses it in the same way.
  const wanted = [standard, "tinyagi", ...Object.keys(agents)];
  const defaultAgent = wanted.find((id) => id !== undefined && Object.hasOwn(agents, id));
  return { models, agents, custom_providers, ...(defaultAgent === undefined ? {} : { defaultAgent }) };
}

/** Where the settings of a provider are: below `models`, or those of a custom endpoint. */
export function toPath(provider: string): string[] {
  if (provider.startsWith(ACP_PREFIX)) return ["acp_agents", provider.slice(ACP_PREFIX.length)];
  const isOwn = MODEL_PROVIDER_IDS.some((one) => one === provider);
  return isOwn ? ["models", provider] : ["custom_providers", provider.slice(CUSTOM_PREFIX.length)];
}

/** The edits that set these fields below `path`. */
export function fieldEdits(
  path: readonly string[],
  fields: Readonly<Record<string, string>>,
): SettingsEdit[] {
  return Object.entries(fields).map(([field, value]) => ({ path: [...path, field], value }));
}

/**
 * @param provider built in, or `custom:<id>`
 * @throws CliError usage for a custom provider that is not there
 */
export function toEntry({ models, custom_providers: endpoints }: ModelSettings, provider: string): Entry {
  const builtIn = MODEL_PROVIDER_IDS.find((known) => known === provider);
  if (builtIn !== undefined) return models[builtIn] ?? {};
  if (provider.startsWith(ACP_PREFIX)) return {};
  const id = provider.slice(CUSTOM_PREFIX.length);
  const stored = Object.hasOwn(endpoints, id) ? endpoints[id] : undefined;
  if (stored !== undefined) return stored;
  throw usageError(`The provider ${provider} does not exist.`, `Add it: tinyagi provider add ${id}`);
}

/**
 * The name of a provider as agents use it. Does not check whether a custom one exists.
 *
 * @throws CliError usage for any other
 */
export function providerName(name: string): string {
  const isNamed = name.startsWith(CUSTOM_PREFIX) || name.startsWith(ACP_PREFIX);
  if (isNamed || MODEL_PROVIDER_IDS.some((known) => known === name)) return name;
  throw usageError(
    `This provider does not exist; use ${MODEL_PROVIDER_IDS.join(", ")}, acp:<agent> or custom:<id>.`,
    "List the providers: tinyagi provider list; add a custom one: tinyagi provider add <id>",
  );
}
