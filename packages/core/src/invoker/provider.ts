/**
 * Decides which harness runs an agent, with which model, endpoint and key. Pure: secrets are handed out as they stand
 * in the settings (a value may be `env:NAME` or `file:/path`); the invoker resolves them.
 */
import { type AgentConfig, type CustomProvider, HarnessError, type Settings } from "@tinyagi/contracts";

const CUSTOM_PREFIX = "custom:";

/** Short names of models, for built-in providers only. */
const ALIASES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  anthropic: new Map([
    ["sonnet", "claude-sonnet-4-6"],
    ["opus", "claude-opus-4-6"],
  ]),
  opencode: new Map([
    ["sonnet", "opencode/claude-sonnet-4-6"],
    ["opus", "opencode/claude-opus-4-6"],
  ]),
};

const HARNESS_OF: ReadonlyMap<string, string> = new Map([
  ["anthropic", "claude"],
  ["openai", "codex"],
  ["opencode", "opencode"],
  ["api", "api"],
  ["demo", "demo"],
]);

/** Variables of the daemon's own environment that a provider's agents get when the settings hold no key. */
const HOST_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  [
    "anthropic",
    ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_BASE_URL"],
  ],
  ["openai", ["OPENAI_API_KEY", "CODEX_API_KEY"]],
]);

/** How an agent is executed. */
export interface ResolvedProvider {
  /** Id of the harness, e.g. `claude`. */
  readonly harness: string;
  readonly provider: string;
  /** Absent = the provider's default. */
  readonly model?: string;
  readonly endpoint?: { readonly baseUrl: string; readonly keyEnv: string };
  /** Variables with the provider's key; values are unresolved secrets, `""` clears a variable. */
  readonly secretEnv: Readonly<Record<string, string>>;
  /** Names to take over from the daemon's environment. A stored key never travels with a foreign base URL. */
  readonly hostNames: readonly string[];
}

/**
 * Resolves the provider of an agent.
 *
 * @throws HarnessError of class `invalid` for an unknown provider or custom provider
 */
export function resolveProvider(
  agent: Pick<AgentConfig, "provider" | "model">,
  settings: Settings,
): ResolvedProvider {
  const { provider } = agent;
  if (provider.startsWith(CUSTOM_PREFIX)) return resolveCustom(agent, settings);
  const harness = HARNESS_OF.get(provider);
  if (harness === undefined) {
    throw new HarnessError(
      "invalid",
      `there is no provider "${provider}"; use anthropic, openai, opencode, api, demo or custom:<id>`,
    );
  }
  const wanted = agent.model === "" ? defaultModel(provider, settings) : agent.model;
  const model = ALIASES[provider]?.get(wanted) ?? wanted;
  const secretEnv = builtInSecrets(provider, settings);
  const hasKey = Object.keys(secretEnv).length > 0;
  return {
    harness,
    provider,
    ...(model === "" ? {} : { model }),
    secretEnv,
    hostNames: hasKey ? [] : (HOST_NAMES.get(provider) ?? []),
  };
}

function defaultModel(provider: string, { models }: Settings): string {
  if (provider === "anthropic") return models.anthropic?.model ?? "";
  if (provider === "openai") return models.openai?.model ?? "";
  return provider === "opencode" ? (models.opencode?.model ?? "") : "";
}

function builtInSecrets(provider: string, { models }: Settings): Record<string, string> {
  if (provider === "anthropic") {
    const { oauth_token: token, api_key: key } = models.anthropic ?? {};
    // The other names are cleared: claude would prefer them to the token.
    if (token) return { CLAUDE_CODE_OAUTH_TOKEN: token, ANTHROPIC_AUTH_TOKEN: "", ANTHROPIC_API_KEY: "" };
    return key ? { ANTHROPIC_API_KEY: key } : {};
  }
  const key = provider === "openai" ? models.openai?.api_key : undefined;
  // codex exec reads the second name; tools written for the API read the first.
  return key ? { OPENAI_API_KEY: key, CODEX_API_KEY: key } : {};
}

function resolveCustom(
  agent: Pick<AgentConfig, "provider" | "model">,
  { custom_providers: customProviders }: Settings,
): ResolvedProvider {
  const id = agent.provider.slice(CUSTOM_PREFIX.length);
  const custom = Object.hasOwn(customProviders, id) ? customProviders[id] : undefined;
  if (custom === undefined) {
    throw new HarnessError(
      "invalid",
      `custom provider "${id}" is not in the settings; add it under custom_providers or choose another provider`,
    );
  }
  const model = agent.model === "" ? custom.model : agent.model;
  return {
    harness: custom.harness,
    provider: agent.provider,
    ...(model === undefined || model === "" ? {} : { model }),
    ...customAccess(custom),
    hostNames: [],
  };
}

function customAccess({
  harness,
  base_url: baseUrl,
  api_key: key,
}: CustomProvider): Required<Pick<ResolvedProvider, "endpoint" | "secretEnv">> {
  if (harness === "claude") {
    return {
      endpoint: { baseUrl, keyEnv: "ANTHROPIC_AUTH_TOKEN" },
      secretEnv: { ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_API_KEY: "" },
    };
  }
  return { endpoint: { baseUrl, keyEnv: "OPENAI_API_KEY" }, secretEnv: { OPENAI_API_KEY: key } };
}
