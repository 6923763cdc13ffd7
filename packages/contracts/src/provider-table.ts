/**
 * The built-in providers: who serves the model, through which harness, with which key. Settings, wizards,
 * environments and provider tests derive from this table; there is no other list of providers.
 */
import { ACP_PREFIX, acpAgentRow } from "./acp-agent-table.js";
import { type HarnessId, type HarnessRow, harnessRow } from "./harness-table.js";

/** The fields of every row of {@link PROVIDERS}. */
export interface ProviderRow {
  readonly harness: HarnessId;
  /** Display name. */
  readonly label: string;
  /** One phrase for a list of choices. */
  readonly hint: string;
  /** Where its program asks by default, and the variable of the host that says otherwise. Absent: that depends on the model. */
  readonly address?: { readonly url: string; readonly variable?: string };
  /** Variables that pass a key from the settings to the harness. */
  readonly keyVariables: readonly string[];
  /** Variables of the host that agents get when the settings contain no key. */
  readonly hostVariables: readonly string[];
  /** For models named `<vendor>/<model>`: the host's variable with that vendor's key. */
  readonly vendorVariables: Readonly<Record<string, string>>;
  /** Built-in aliases of models. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Models that a wizard offers. Empty: it asks for a name. */
  readonly models: readonly string[];
  /** Model of the agent that a first start creates. Empty: the provider's default. */
  readonly firstModel: string;
  /** Matches model names that only this provider can have. */
  readonly modelPattern?: RegExp;
}

const SONNET = "claude-sonnet-4-6";
const OPUS = "claude-opus-4-6";

/** In the order in which they are listed, offered and looked for at a first start. */
export const PROVIDERS = {
  anthropic: {
    harness: "claude",
    label: "Anthropic (Claude Code)",
    hint: "Claude Code, the `claude` command",
    address: { url: "https://api.anthropic.com", variable: "ANTHROPIC_BASE_URL" },
    keyVariables: ["ANTHROPIC_API_KEY"],
    hostVariables: [
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_AUTH_TOKEN",
      "CLAUDE_CODE_OAUTH_TOKEN",
      "ANTHROPIC_BASE_URL",
    ],
    vendorVariables: {},
    aliases: { sonnet: SONNET, opus: OPUS },
    models: ["sonnet", "opus"],
    firstModel: "sonnet",
    modelPattern: /^claude[^/]*$/,
  },
  openai: {
    harness: "codex",
    label: "OpenAI (Codex)",
    hint: "Codex, the `codex` command",
    address: { url: "https://api.openai.com" },
    // codex exec reads the second name; tools written for the API read the first.
    keyVariables: ["OPENAI_API_KEY", "CODEX_API_KEY"],
    hostVariables: ["OPENAI_API_KEY", "CODEX_API_KEY"],
    vendorVariables: {},
    aliases: {},
    models: ["gpt-5.4-codex", "gpt-5.3-codex", "gpt-5.4", "gpt-5.4-mini"],
    firstModel: "",
    modelPattern: /^(gpt|o\d|codex)[^/]*$/,
  },
  opencode: {
    harness: "opencode",
    label: "OpenCode",
    hint: "the `opencode` command",
    keyVariables: ["OPENCODE_API_KEY"],
    hostVariables: ["OPENCODE_API_KEY"],
    vendorVariables: { anthropic: "ANTHROPIC_API_KEY", openai: "OPENAI_API_KEY" },
    aliases: { sonnet: `opencode/${SONNET}`, opus: `opencode/${OPUS}` },
    models: [],
    firstModel: "",
    modelPattern: /\//,
  },
  api: {
    harness: "api",
    label: "A model API, without a CLI",
    hint: "a model over HTTP, no command needed",
    keyVariables: [],
    hostVariables: [],
    vendorVariables: {},
    // Valid while its format is Anthropic's.
    aliases: { sonnet: SONNET, opus: OPUS },
    models: [],
    firstModel: "",
  },
  demo: {
    harness: "demo",
    label: "Demo, offline",
    hint: "offline, answers from a script",
    keyVariables: [],
    hostVariables: [],
    vendorVariables: {},
    aliases: {},
    models: [],
    firstModel: "",
  },
} as const satisfies Readonly<Record<string, ProviderRow>>;

export type ProviderId = keyof typeof PROVIDERS;
export const PROVIDER_IDS = Object.keys(PROVIDERS) as ProviderId[];

/** Providers that serve a model; each has an entry under `models` in the settings. */
export type ModelProviderId = Exclude<ProviderId, "demo">;
export const MODEL_PROVIDER_IDS = PROVIDER_IDS.filter((id): id is ModelProviderId => id !== "demo");

/** Used where neither the settings nor an agent names a provider, as in 0.0.20. */
export const DEFAULT_PROVIDER = "anthropic" satisfies ProviderId;

/** Prefix of the providers that a home defines itself, in `custom_providers`. */
export const CUSTOM_PREFIX = "custom:";

/** The row of a provider; undefined for a custom or unknown one. */
export function providerRow(id: string): ProviderRow | undefined {
  return Object.hasOwn(PROVIDERS, id) ? PROVIDERS[id as ProviderId] : undefined;
}

/** Id of the harness that executes agents of a provider; undefined for a provider that does not exist. */
export function harnessOfProvider(
  provider: string,
  customProviders: Readonly<Record<string, { readonly harness: HarnessId }>>,
): HarnessId | undefined {
  if (provider.startsWith(ACP_PREFIX)) return "acp";
  if (!provider.startsWith(CUSTOM_PREFIX)) return providerRow(provider)?.harness;
  const id = provider.slice(CUSTOM_PREFIX.length);
  return Object.hasOwn(customProviders, id) ? customProviders[id]?.harness : undefined;
}

/** The program of a provider: what checks look for, and what a person does to get it. */
export type ProviderProgram = Pick<
  NonNullable<HarnessRow["cli"]>,
  "binary" | "install" | "login" | "keychainOn"
> &
  /** Absent: its login leaves no file that only a login writes. */
  Partial<Pick<NonNullable<HarnessRow["cli"]>, "loginFile">>;

/** Undefined for a provider without a program, and for a program that only the settings know. */
export function programOfProvider(
  provider: string,
  customProviders: Readonly<Record<string, { readonly harness: HarnessId }>> = {},
): ProviderProgram | undefined {
  if (!provider.startsWith(ACP_PREFIX)) return harnessRow(harnessOfProvider(provider, customProviders))?.cli;
  const row = acpAgentRow(provider.slice(ACP_PREFIX.length));
  if (row === undefined) return undefined;
  const { command, install, login, loginFile: file } = row;
  const program = { binary: command[0], install, login };
  return file === undefined ? program : Object.assign(program, { loginFile: { folder: "", file } });
}

/** The API formats that can be called without a CLI, and the default address of each. */
export const API_FORMATS = {
  "openai-chat": { vendor: "openai", baseUrl: "https://api.openai.com/v1", hostVariable: "OPENAI_API_KEY" },
  "openai-responses": {
    vendor: "openai",
    baseUrl: "https://api.openai.com/v1",
    hostVariable: "OPENAI_API_KEY",
  },
  anthropic: {
    vendor: "anthropic",
    baseUrl: "https://api.anthropic.com/v1",
    hostVariable: "ANTHROPIC_API_KEY",
  },
} as const;
export type ApiFormat = keyof typeof API_FORMATS;
/** Format of the provider `api` when the settings contain none. */
export const DEFAULT_API_FORMAT = "anthropic" satisfies ApiFormat;
