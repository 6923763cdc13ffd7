/**
 * Decides which harness runs an agent, with which model, endpoint and key. Pure: secrets stay as in the settings
 * (possibly `env:NAME` or `file:/path`), and the invoker resolves them.
 */
import {
  ACP_AGENT_IDS,
  ACP_PREFIX,
  type AgentConfig,
  API_FORMATS,
  API_KEY_VARIABLE,
  acpAgentRow,
  CUSTOM_PREFIX,
  type CustomProvider,
  DEFAULT_API_FORMAT,
  DEFAULT_LOGIN,
  HARNESSES,
  type HarnessEndpoint,
  HarnessError,
  type HarnessProgram,
  harnessRow,
  type Login,
  MODEL_PROVIDER_IDS,
  PROVIDER_IDS,
  type ProviderRow,
  providerRow,
  type Settings,
} from "@tinyagi/contracts";
import { loginSettings, resolveLogin } from "./logins.js";
import { resolveAlias } from "./model-alias.js";

/** How an agent is executed. */
export interface ResolvedProvider {
  /** Id of the harness, e.g. `claude`. */
  readonly harness: string;
  readonly provider: string;
  /** Absent = the provider's default. */
  readonly model?: string;
  readonly endpoint?: HarnessEndpoint;
  /** Variables with the provider's key. Values are unresolved secrets; `""` clears a variable. */
  readonly secretEnv: Readonly<Record<string, string>>;
  /** Variables to copy from the daemon's environment. A stored key is never combined with a foreign base URL. */
  readonly hostNames: readonly string[];
  /** The login's own folder of the program: the variable that names it, and its path, which may start with `~/`. */
  readonly loginFolder?: { readonly variable: string; readonly path: string };
  /** The program of a harness that can start several. */
  readonly program?: HarnessProgram;
}

/**
 * Resolves the provider of an agent, with the credential that is tried first.
 *
 * @throws HarnessError of class `invalid` for an unknown provider or custom provider
 */
export function resolveProvider(
  agent: Pick<AgentConfig, "provider" | "model">,
  settings: Settings,
): ResolvedProvider {
  return resolveAccesses(agent, settings)[0];
}

/**
 * The provider of the model for chores. Undefined: the settings name no model.
 *
 * @throws HarnessError of class `invalid` for a custom provider that does not exist
 */
export function resolveChores(settings: Settings): ResolvedProvider | undefined {
  const { model = "", provider } = settings.chores;
  return model === "" ? undefined : resolveProvider({ provider, model }, settings);
}

/**
 * The same provider with each of its stored credentials, in the order in which they are tried.
 *
 * @param login name of one of its logins. Default: its own key or login
 * @throws HarnessError of class `invalid` for an unknown provider or custom provider; one that is worth another attempt for a
 * login that was removed, for nobody agreed to pay with another one
 */
export function resolveAccesses(
  agent: Pick<AgentConfig, "provider" | "model">,
  settings: Settings,
  login: string = DEFAULT_LOGIN,
): readonly [ResolvedProvider, ...ResolvedProvider[]] {
  const { provider } = agent;
  const named = namedLogin(provider, settings, login);
  if (provider.startsWith(CUSTOM_PREFIX)) return [resolveCustom(agent, settings, named)];
  if (provider.startsWith(ACP_PREFIX)) return [resolveAcp(agent, settings)];
  const row = providerRow(provider);
  if (row === undefined) {
    const known = PROVIDER_IDS.join(", ");
    throw new HarnessError(
      "invalid",
      `there is no provider "${provider}"; use ${known}, acp:<agent> or custom:<id>`,
    );
  }
  const { harness } = row;
  const wanted = agent.model === "" ? defaultModel(provider, settings) : agent.model;
  const model = resolveAlias(provider, wanted, settings);
  const common = { harness, provider, ...namedModel(model) };
  if (provider === "api") return [{ ...common, ...apiAccess(settings, named) }];
  if (named !== undefined) return [{ ...common, ...namedAccess(provider, row, named) }];
  const [first, ...others] = resolveCredentials(provider, row, ownLogin(provider, settings));
  if (first === undefined)
    return [{ ...common, secretEnv: {}, hostNames: [...row.hostVariables, ...vendorVariables(row, model)] }];
  const withCredential = (secretEnv: SecretEnv) => ({ ...common, secretEnv, hostNames: [] });
  return [withCredential(first), ...others.map(withCredential)];
}

function namedLogin(provider: string, settings: Settings, login: string): Login | undefined {
  const named = resolveLogin(provider, settings, login);
  if (named !== undefined || login === DEFAULT_LOGIN || loginSettings(provider, settings) === undefined)
    return named;
  // Not the class of a host that died; and no failure of the provider, which was not asked.
  throw new HarnessError(
    "transient",
    `the login "${login}" of ${provider} was removed before the run could use it; another attempt uses one that is in the settings`,
    { failureCause: "interrupted" },
  );
}

/** A stored key of the host must not take the place of the login. */
function namedAccess(
  provider: string,
  row: ProviderRow,
  login: Login,
): Pick<ResolvedProvider, "secretEnv" | "hostNames" | "loginFolder"> {
  const [secretEnv = provider === "anthropic" ? NO_CLAUDE_KEYS : {}] = resolveCredentials(
    provider,
    row,
    login,
  );
  const variable = harnessRow(row.harness)?.cli?.loginFile.variable;
  const { config_dir: path } = login;
  if (path === undefined || variable === undefined) return { secretEnv, hostNames: [] };
  return { secretEnv, hostNames: [], loginFolder: { variable, path } };
}

function namedModel(model: string | undefined): { model?: string } {
  return model === undefined || model === "" ? {} : { model };
}

/** A harness for models of several vendors gets the host's key of its model's vendor. */
function vendorVariables({ vendorVariables: known }: ProviderRow, model: string): string[] {
  const [vendor = "", name] = model.split("/", 2);
  const variable = Object.hasOwn(known, vendor) ? known[vendor] : undefined;
  return name === undefined || variable === undefined ? [] : [variable];
}

function apiAccess(
  { models }: Settings,
  named: Login | undefined,
): Pick<ResolvedProvider, "endpoint" | "secretEnv" | "hostNames"> {
  const { format = DEFAULT_API_FORMAT, base_url: baseUrl, api_key: own, ...api } = models.api ?? {};
  const key = named?.api_key ?? own;
  const home = API_FORMATS[format];
  // The host's key belongs to the provider's own address and is sent nowhere else.
  const atHome = baseUrl === undefined;
  return {
    endpoint: {
      baseUrl: baseUrl ?? home.baseUrl,
      keyEnv: !key && atHome ? home.hostVariable : API_KEY_VARIABLE,
      format,
      ...getWindow(api),
    },
    secretEnv: key ? { [API_KEY_VARIABLE]: key } : {},
    hostNames: !key && atHome ? [home.hostVariable] : [],
  };
}

function getWindow({ context_window: contextWindow }: { context_window?: number | undefined }): {
  contextWindow?: number;
} {
  return contextWindow === undefined ? {} : { contextWindow };
}

function defaultModel(provider: string, { models }: Settings): string {
  const id = MODEL_PROVIDER_IDS.find((known) => known === provider);
  return id === undefined ? "" : (models[id]?.model ?? "");
}

type SecretEnv = ResolvedProvider["secretEnv"];

/** claude would prefer them to the token, and to the login of its folder. */
const NO_CLAUDE_KEYS: SecretEnv = { ANTHROPIC_AUTH_TOKEN: "", ANTHROPIC_API_KEY: "" };

function ownLogin(provider: string, { models }: Settings): Login {
  const id = MODEL_PROVIDER_IDS.find((known) => known === provider);
  const { oauth_token: token } = (provider === "anthropic" ? models.anthropic : undefined) ?? {};
  return { oauth_token: token, api_key: id === undefined ? undefined : models[id]?.api_key };
}

/** The token of a subscription comes before the key, which is billed by use. */
function resolveCredentials(
  provider: string,
  { keyVariables }: ProviderRow,
  { oauth_token: token, api_key: key }: Login,
): SecretEnv[] {
  return [
    ...(token && provider === "anthropic" ? [{ CLAUDE_CODE_OAUTH_TOKEN: token, ...NO_CLAUDE_KEYS }] : []),
    ...(key ? [Object.fromEntries(keyVariables.map((name) => [name, key]))] : []),
  ];
}

function resolveCustom(
  agent: Pick<AgentConfig, "provider" | "model">,
  { custom_providers: customProviders }: Settings,
  named: Login | undefined,
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
    ...customAccess({ ...custom, api_key: named?.api_key ?? custom.api_key }),
    hostNames: [],
  };
}

/** A program that speaks ACP: one of the table, with what the settings change of it, or one that only they know. */
function resolveAcp(
  { provider, model }: Pick<AgentConfig, "provider" | "model">,
  { acp_agents: own }: Settings,
): ResolvedProvider {
  const id = provider.slice(ACP_PREFIX.length);
  const given = Object.hasOwn(own, id) ? own[id] : undefined;
  const row = acpAgentRow(id);
  const [program, ...words] = given?.command ?? row?.command ?? [];
  if (program === undefined)
    throw new HarnessError(
      "invalid",
      `the agent program "${id}" is not known; use one of ${ACP_AGENT_IDS.join(", ")}, or set its command: tinyagi config set acp_agents.${id}.command '["my-agent", "--acp"]'`,
    );
  // A key of the host is for the program that it belongs to, and not for another one with its name.
  const hostNames = given?.command === undefined ? (row?.keyVariables ?? []) : [];
  return {
    harness: "acp",
    provider,
    ...namedModel(model),
    program: { id, command: [program, ...words], folders: given?.folders ?? [] },
    secretEnv: given?.env ?? {},
    hostNames: hostNames.filter((name) => given?.env[name] === undefined),
  };
}

function customAccess({
  harness,
  format = "openai-chat",
  base_url: baseUrl,
  api_key: key,
  ...custom
}: CustomProvider): Required<Pick<ResolvedProvider, "endpoint" | "secretEnv">> {
  const { keyVariable: keyEnv, clearedVariables } = HARNESSES[harness].endpoint;
  return {
    endpoint: { baseUrl, keyEnv, ...(harness === "api" ? { format, ...getWindow(custom) } : {}) },
    secretEnv: { [keyEnv]: key, ...Object.fromEntries(clearedVariables.map((name) => [name, ""])) },
  };
}
