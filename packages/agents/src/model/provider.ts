/**
 * Models of Anthropic, OpenAI and OpenAI-compatible servers by plain settings. Nothing is read from the environment:
 * a key that was not given is not used. OpenAI is asked not to store anything; the transcript is ours.
 */
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { AppError, type Effort, withoutEnd } from "@tinyagi/contracts";
import { boundAnswers } from "./answer-body.js";
import { fromLanguageModel, type ModelSettings } from "./language-model.js";
import type { AgentModel, SdkLanguageModel } from "./model.js";
import { refuseOpening, refusePages } from "./web-page.js";
import { wishEffort } from "./wished-effort.js";

/** The providers {@link createModel} knows. */
export const MODEL_PROVIDERS = ["anthropic", "openai", "openai-compatible"] as const;
/** A provider {@link createModel} knows. */
export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

/** What {@link createModel} takes. */
export interface ModelOptions {
  provider: ModelProvider;
  /** The provider's name of the model. */
  model: string;
  /** Required for `anthropic` and `openai`; many local servers need none. */
  apiKey?: string;
  /** `http(s)://…`; a bare host gets `/v1`. Required for `openai-compatible`, the provider's own by default. */
  baseUrl?: string;
  /** Only for `openai`; default `responses`. */
  api?: "responses" | "chat";
  /** How much it thinks. A model that takes none refuses the call. Default: what the model does by itself. */
  effort?: Effort;
  /** With it, a model that does not take the effort answers without. Called once, when that is known. */
  onEffortIgnored?: () => void;
  settings?: ModelSettings;
  /** Replaces the global `fetch`. */
  fetch?: typeof globalThis.fetch;
}

const DEFAULT_BASE_URLS = {
  anthropic: "https://api.anthropic.com/v1",
  openai: "https://api.openai.com/v1",
} as const;

/**
 * Creates a model of Anthropic, OpenAI or an OpenAI-compatible server.
 * @throws AppError INVALID_INPUT when the key or the base URL is missing or not usable
 */
export function createModel(options: ModelOptions): AgentModel {
  const { effort: _effort, onEffortIgnored, ...without } = options;
  if (options.effort === undefined || onEffortIgnored === undefined) return createOne(options);
  return wishEffort({ asked: createOne(options), plain: createOne(without), onIgnored: onEffortIgnored });
}

function createOne(options: ModelOptions): AgentModel {
  const settings = { ...options.settings };
  if (options.effort !== undefined)
    settings.providerOptions = {
      ...settings.providerOptions,
      ...toEffortOptions(options.provider, options.effort),
    };
  if (options.provider === "openai" && options.api !== "chat") {
    settings.providerOptions = {
      ...settings.providerOptions,
      openai: { store: false, ...settings.providerOptions?.openai },
    };
  }
  return fromLanguageModel(sdkModel(options), settings);
}

/** `output_config.effort`, `reasoning.effort` or `reasoning_effort`, as each provider calls it. */
function toEffortOptions(provider: ModelProvider, effort: Effort) {
  if (provider === "anthropic") return { anthropic: { effort } };
  return provider === "openai"
    ? { openai: { reasoningEffort: effort } }
    : { custom: { reasoningEffort: effort } };
}

function sdkModel(options: ModelOptions): SdkLanguageModel {
  const { provider, model } = options;
  if (!MODEL_PROVIDERS.includes(provider)) {
    throw new AppError("INVALID_INPUT", `The provider must be one of ${MODEL_PROVIDERS.join(", ")}.`);
  }
  if (model.trim() === "") throw new AppError("INVALID_INPUT", "Name the model.");
  const fetch = { fetch: boundAnswers(refusePages(options.fetch), refuseOpening) };
  if (provider === "openai-compatible") {
    const baseURL = toBaseUrl(options.baseUrl);
    const key = options.apiKey === undefined ? {} : { apiKey: options.apiKey };
    return createOpenAICompatible({ name: "custom", baseURL, includeUsage: true, ...key, ...fetch })(model);
  }
  const common = {
    apiKey: required(options.apiKey, provider),
    baseURL: toBaseUrl(options.baseUrl ?? DEFAULT_BASE_URLS[provider]),
    ...fetch,
  };
  if (provider === "anthropic") return createAnthropic(common)(model);
  const openai = createOpenAI(common);
  return options.api === "chat" ? openai.chat(model) : openai.responses(model);
}

function required(apiKey: string | undefined, provider: string): string {
  if (apiKey !== undefined && apiKey !== "") return apiKey;
  throw new AppError("INVALID_INPUT", `The provider ${provider} needs an apiKey.`);
}

function toBaseUrl(text: string | undefined): string {
  const url = text === undefined ? null : parseUrl(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new AppError("INVALID_INPUT", "The baseUrl must be an http or https URL.");
  }
  const path = withoutEnd(url.pathname, "/");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
