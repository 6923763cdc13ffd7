/**
 * Decides which harness runs an agent, with which model, endpoint and key. Pure: secrets are handed out as they stand
 * in the settings (a value may be `env:NAME` or `file:/path`); the invoker resolves them.
 */
import {
  type AgentConfig,
  type CustomProvider,
  type HarnessEndpoint,
  HarnessError,
  type Settings,
} from "@tinyagi/contracts";
import { resolveAlias } from "./model-alias.js";

const CUSTOM_PREFIX = "custom:";

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
  ["opencode", ["OPENCODE_API_KEY"]],
]);

/** The variable with the key of a model that is called directly. */
const API_KEY_ENV = "TINYAGI_MODEL_API_KEY";
/** Where a model is called when the settings name no address, and the host's key that belongs there. */
const API_HOMES = {
  anthropic: { baseUrl: "https://api.anthropic.com/v1", hostName: "ANTHROPIC_API_KEY" },
  "openai-chat": { baseUrl: "https://api.openai.com/v1", hostName: "OPENAI_API_KEY" },
  "openai-responses": { baseUrl: "https://api.openai.com/v1", hostName: "OPENAI_API_KEY" },
} as const;

/** How an agent is executed. */
export interface ResolvedProvider {
  /** Id of the harness, e.g. `claude`. */
  readonly harness: string;
  readonly provider: string;
  /** Absent = the provider's default. */
  readonly model?: string;
  readonly endpoint?: HarnessEndpoint;
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
  const model = resolveAlias(provider, wanted, settings);
  if (provider === "api") return { harness, provider, ...namedModel(model), ...apiAccess(settings) };
  const secretEnv = builtInSecrets(provider, settings);
  const hasKey = Object.keys(secretEnv).length > 0;
  return {
    harness,
    provider,
    ...namedModel(model),
    secretEnv,
    hostNames: hasKey ? [] : [...(HOST_NAMES.get(provider) ?? []), ...modelHostNames(provider, model)],
  };
}

function namedModel(model: string | undefined): { model?: string } {
  return model === undefined || model === "" ? {} : { model };
}

/** opencode serves models of many providers: it gets the host's key of the one its model names. */
function modelHostNames(provider: string, model: string): string[] {
  if (provider !== "opencode") return [];
  if (model.startsWith("anthropic/")) return ["ANTHROPIC_API_KEY"];
  return model.startsWith("openai/") ? ["OPENAI_API_KEY"] : [];
}

function apiAccess({ models }: Settings): Pick<ResolvedProvider, "endpoint" | "secretEnv" | "hostNames"> {
  const { format = "anthropic", base_url: baseUrl, api_key: key } = models.api ?? {};
  const home = API_HOMES[format];
  // The host's key belongs to the provider's own address and is sent nowhere else.
  const atHome = baseUrl === undefined;
  return {
    endpoint: {
      baseUrl: baseUrl ?? home.baseUrl,
      keyEnv: !key && atHome ? home.hostName : API_KEY_ENV,
      format,
    },
    secretEnv: key ? { [API_KEY_ENV]: key } : {},
    hostNames: !key && atHome ? [home.hostName] : [],
  };
}

function defaultModel(provider: string, { models }: Settings): string {
  if (provider === "anthropic") return models.anthropic?.model ?? "";
  if (provider === "openai") return models.openai?.model ?? "";
  if (provider === "opencode") return models.opencode?.model ?? "";
  return provider === "api" ? (models.api?.model ?? "") : "";
}

function builtInSecrets(provider: string, { models }: Settings): Record<string, string> {
  if (provider === "anthropic") {
    const { oauth_token: token, api_key: key } = models.anthropic ?? {};
    // The other names are cleared: claude would prefer them to the token.
    if (token) return { CLAUDE_CODE_OAUTH_TOKEN: token, ANTHROPIC_AUTH_TOKEN: "", ANTHROPIC_API_KEY: "" };
    return key ? { ANTHROPIC_API_KEY: key } : {};
  }
  if (provider === "opencode") {
    return models.opencode?.api_key ? { OPENCODE_API_KEY: models.opencode.api_key } : {};
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
    ...namedModel(model),
    ...customAccess(custom),
    hostNames: [],
  };
}

function customAccess({
  harness,
  format = "openai-chat",
  base_url: baseUrl,
  api_key: key,
}: CustomProvider): Required<Pick<ResolvedProvider, "endpoint" | "secretEnv">> {
  if (harness === "claude") {
    return {
      endpoint: { baseUrl, keyEnv: "ANTHROPIC_AUTH_TOKEN" },
      secretEnv: { ANTHROPIC_AUTH_TOKEN: key, ANTHROPIC_API_KEY: "" },
    };
  }
  if (harness === "api") {
    return { endpoint: { baseUrl, keyEnv: API_KEY_ENV, format }, secretEnv: { [API_KEY_ENV]: key } };
  }
  return { endpoint: { baseUrl, keyEnv: "OPENAI_API_KEY" }, secretEnv: { OPENAI_API_KEY: key } };
}
