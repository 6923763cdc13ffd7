/**
 * Aliases of models. The settings take precedence over the built-in table. A name in neither is the name of a model.
 * Pure.
 */
import { DEFAULT_API_FORMAT, MODEL_PROVIDER_IDS, PROVIDERS, type Settings } from "@tinyagi/contracts";

/** Every alias of a provider with its model; empty for a provider without aliases. */
export function modelAliases(
  provider: string,
  settings: Pick<Settings, "models">,
): ReadonlyMap<string, string> {
  const known = MODEL_PROVIDER_IDS.find((name) => name === provider);
  if (known === undefined) return new Map();
  const { models } = settings;
  const speaksAnthropic = known !== "api" || (models.api?.format ?? DEFAULT_API_FORMAT) === "anthropic";
  return new Map([
    ...Object.entries<string>(speaksAnthropic ? PROVIDERS[known].aliases : {}),
    ...Object.entries(models.aliases?.[known] ?? {}),
  ]);
}

/** The model that a name refers to. */
export function resolveAlias(provider: string, name: string, settings: Pick<Settings, "models">): string {
  return modelAliases(provider, settings).get(name) ?? name;
}
