/** The model behind an endpoint of the settings, with the key from its variable. */
import { type AgentModel, createModel } from "@tinyagi/agents";
import { type ApiFormat, type HarnessEndpoint, HarnessError, type HarnessRequest } from "@tinyagi/contracts";

const PROVIDER_OF = {
  anthropic: "anthropic",
  "openai-chat": "openai-compatible",
  "openai-responses": "openai",
} as const satisfies Record<ApiFormat, string>;

/** What says which model is asked, and with which key. */
export type Endpoint = {
  readonly [K in "endpoint" | "model" | "effort" | "effortIsChosen" | "env"]?: HarnessRequest[K] | undefined;
};

export interface EndpointModelOptions {
  /** Longest silence of an answer, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** Most tokens of an answer. Default: the provider's. */
  readonly maxOutputTokens?: number;
  /** Used in place of the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly onEffortIgnored?: () => void;
}

/** @throws HarnessError `invalid` without a model, `auth` without a key that the format needs */
export function createEndpointModel(
  { endpoint, model, effort, effortIsChosen, env = {} }: Endpoint,
  { idleTimeoutMs, maxOutputTokens, fetch, onEffortIgnored }: EndpointModelOptions,
): AgentModel {
  if (endpoint === undefined || model === undefined || model === "") {
    throw new HarnessError("invalid", "no model is configured; set models.api.model or the agent's model");
  }
  const apiKey = env[endpoint.keyEnv];
  const format = formatOf(endpoint);
  if ((apiKey === undefined || apiKey === "") && format !== "openai-chat") {
    throw new HarnessError("auth", "the provider has no API key; set models.api.api_key");
  }
  return createModel({
    provider: PROVIDER_OF[format],
    model,
    baseUrl: endpoint.baseUrl,
    settings: { idleTimeoutMs, ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }) },
    ...(effort === undefined ? {} : { effort }),
    ...(effortIsChosen === true || onEffortIgnored === undefined ? {} : { onEffortIgnored }),
    ...(apiKey === undefined || apiKey === "" ? {} : { apiKey }),
    ...(fetch === undefined ? {} : { fetch }),
  });
}

export function formatOf(endpoint: HarnessEndpoint | undefined): ApiFormat {
  return endpoint?.format ?? "openai-chat";
}
