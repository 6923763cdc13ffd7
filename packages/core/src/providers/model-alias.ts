/** Short names of models. The settings come before the built-in table; a name neither knows is a model's own. Pure. */
import type { Settings } from "@tinyagi/contracts";

/** Providers that have short names. */
export const ALIAS_PROVIDERS = ["anthropic", "openai", "opencode", "api"] as const;
export type AliasProvider = (typeof ALIAS_PROVIDERS)[number];

/** The built-in names. `api` has those of Anthropic as long as its format is Anthropic's. */
const BUILT_IN: Readonly<Record<AliasProvider, Readonly<Record<string, string>>>> = {
  anthropic: { sonnet: "claude-sonnet-4-6", opus: "claude-opus-4-6" },
  openai: {},
  opencode: { sonnet: "opencode/claude-sonnet-4-6", opus: "opencode/claude-opus-4-6" },
  api: { sonnet: "claude-sonnet-4-6", opus: "claude-opus-4-6" },
};

/** Every short name of a provider with its model; empty for a provider that has none. */
export function modelAliases(
  provider: string,
  settings: Pick<Settings, "models">,
): ReadonlyMap<string, string> {
  const known = ALIAS_PROVIDERS.find((name) => name === provider);
  if (known === undefined) return new Map();
  const { models } = settings;
  const speaksAnthropic = known !== "api" || (models.api?.format ?? "anthropic") === "anthropic";
  return new Map([
    ...Object.entries(speaksAnthropic ? BUILT_IN[known] : {}),
    ...Object.entries(models.aliases?.[known] ?? {}),
  ]);
}

/** The model a name stands for. */
export function resolveAlias(provider: string, name: string, settings: Pick<Settings, "models">): string {
  return modelAliases(provider, settings).get(name) ?? name;
}
