/** Short names of models. The settings come before the built-in table; a name neither knows is a model's own. Pure. */
import { DEFAULT_API_FORMAT, MODEL_PROVIDER_IDS, PROVIDERS, type Settings } from "@tinyagi/contracts";

/** Every short name of a provider with its model; empty for a provider that has none. */
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

/** The model a name stands for. */
export function resolveAlias(provider: string, name: string, settings: Pick<Settings, "models">): string {
  return modelAliases(provider, settings).get(name) ?? name;
}
