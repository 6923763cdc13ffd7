/** The four ways to a model, each pointed at a mock provider. */
import type { MockModelServer } from "../../testkit/src/index.js";
import type { ModelOptions } from "../src/index.js";

export const PROVIDERS: [string, (at: MockModelServer) => ModelOptions][] = [
  ["anthropic", (at) => ({ provider: "anthropic", model: "claude-haiku-4-5", apiKey: "k", baseUrl: at.url })],
  [
    "openai responses",
    (at) => ({
      provider: "openai",
      model: "gpt-5-mini",
      apiKey: "k",
      baseUrl: at.openaiUrl,
    }),
  ],
  [
    "openai chat",
    (at) => ({ provider: "openai", api: "chat", model: "gpt-5-mini", apiKey: "k", baseUrl: at.openaiUrl }),
  ],
  ["openai-compatible", (at) => ({ provider: "openai-compatible", model: "llama", baseUrl: at.url })],
];
