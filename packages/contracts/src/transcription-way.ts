/**
 * Who transcribes, from the settings. Pure: keys stay as in the settings. A stored key goes only to the address that it was
 * stored for, and the host's key only to the provider's own.
 */
import { API_FORMATS, CUSTOM_PREFIX, DEFAULT_API_FORMAT, PROVIDERS } from "./provider-table.js";
import type { Settings } from "./settings/settings.js";
import type { TranscriptionSettings } from "./settings/speech.js";

const STANDARD_MODEL = "whisper-1";
const OPENAI = API_FORMATS["openai-chat"];

export type TranscriptionWay =
  | { readonly kind: "unset" }
  | { readonly kind: "unusable"; readonly problem: string }
  | TranscriptionEndpoint
  | TranscriptionCommand;

export interface TranscriptionEndpoint {
  readonly kind: "endpoint";
  readonly baseUrl: string;
  readonly model: string;
  readonly language?: string | undefined;
  /** A secret as in the settings; undefined: the endpoint needs none. */
  readonly key?: string | undefined;
}

export interface TranscriptionCommand {
  readonly kind: "command";
  readonly command: readonly string[];
  readonly readable: readonly string[];
}

export function transcriptionWay(settings: Settings): TranscriptionWay {
  const given = settings.speech.transcription;
  if (given === undefined) return { kind: "unset" };
  const { provider, base_url: baseUrl, api_key: key, command, readable = [] } = given;
  if (command !== undefined) return { kind: "command", command, readable };
  if (baseUrl !== undefined) return endpoint(given, { baseUrl, key });
  if (provider === undefined) return { kind: "unset" };
  return ofProvider(provider, given, settings);
}

function ofProvider(provider: string, given: TranscriptionSettings, settings: Settings): TranscriptionWay {
  if (provider === "openai") {
    const key = settings.models.openai?.api_key ?? `env:${PROVIDERS.openai.hostVariables[0]}`;
    return endpoint(given, { baseUrl: OPENAI.baseUrl, key });
  }
  if (provider === "api") {
    const { format = DEFAULT_API_FORMAT, base_url: url, api_key: key } = settings.models.api ?? {};
    if (format === "anthropic") return unusable(provider);
    const atHome = url === undefined ? `env:${OPENAI.hostVariable}` : undefined;
    return endpoint(given, { baseUrl: url ?? OPENAI.baseUrl, key: key ?? atHome });
  }
  if (!provider.startsWith(CUSTOM_PREFIX)) return unusable(provider);
  const id = provider.slice(CUSTOM_PREFIX.length);
  const custom = Object.hasOwn(settings.custom_providers, id) ? settings.custom_providers[id] : undefined;
  if (custom === undefined || custom.harness === "claude" || custom.format === "anthropic")
    return unusable(provider);
  return endpoint(given, { baseUrl: custom.base_url, key: custom.api_key });
}

function endpoint(
  { model = STANDARD_MODEL, language }: TranscriptionSettings,
  { baseUrl, key }: { baseUrl: string; key: string | undefined },
): TranscriptionEndpoint {
  return { kind: "endpoint", baseUrl, model, language, key: key === "" ? undefined : key };
}

function unusable(provider: string): TranscriptionWay {
  return {
    kind: "unusable",
    problem: `the provider ${provider} has no transcription with OpenAI's API; use openai, api with an OpenAI format, custom:<id> or base_url`,
  };
}
