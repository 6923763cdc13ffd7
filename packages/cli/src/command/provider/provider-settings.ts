/** Reads `models` and agents of the settings masked, and writes them back for the provider commands. */
import type { Client } from "@tinyagi/client";
import { CUSTOM_PREFIX, MODEL_PROVIDER_IDS, PROVIDER_IDS, type Settings } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { usageError } from "../../error/cli-error.js";

/** The possible values for an agent, for the help. */
export const PROVIDER_CHOICES = `${PROVIDER_IDS.join(", ")} or custom:<id>`;
export type Models = Settings["models"];

/** Parts of the settings with masked secrets, which the server replaces with the stored ones. */
export interface ModelSettings {
  models: Models;
  custom_providers: Record<string, Record<string, unknown>>;
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

export async function saveModels(
  client: Client,
  context: CliContext,
  change: Partial<Omit<ModelSettings, "defaultAgent">>,
): Promise<void> {
  await client.call("putSettings", {
    // JSON has no undefined: what is not set is left out.
    body: JSON.parse(JSON.stringify(change)),
    signal: context.signal,
  });
}

/**
 * The settings with `fields` in the entry of a provider: its own under `models`, or that of a custom endpoint.
 *
 * @param provider built in, or `custom:<id>`
 * @throws CliError usage for a custom provider that is not there
 */
export function withFields(
  { models, custom_providers: endpoints }: ModelSettings,
  provider: string,
  fields: object,
): Partial<ModelSettings> & { entry: { model?: string } } {
  const builtIn = MODEL_PROVIDER_IDS.find((known) => known === provider);
  if (builtIn !== undefined) {
    const entry = { ...models[builtIn], ...fields };
    return { entry, models: { ...models, [builtIn]: entry } };
  }
  const id = provider.slice(CUSTOM_PREFIX.length);
  const stored = Object.hasOwn(endpoints, id) ? endpoints[id] : undefined;
  if (stored === undefined)
    throw usageError(`The provider ${provider} does not exist.`, `Add it: tinyagi provider add ${id}`);
  const entry = { ...stored, ...fields };
  return { entry, models, custom_providers: { ...endpoints, [id]: entry } };
}

/**
 * The name of a provider as agents use it. Does not check whether a custom one exists.
 *
 * @throws CliError usage for any other
 */
export function providerName(name: string): string {
  if (MODEL_PROVIDER_IDS.some((known) => known === name) || name.startsWith(CUSTOM_PREFIX)) return name;
  throw usageError(
    `This provider does not exist; use ${MODEL_PROVIDER_IDS.join(", ")} or custom:<id>.`,
    "List the providers: tinyagi provider list; add a custom one: tinyagi provider add <id>",
  );
}
