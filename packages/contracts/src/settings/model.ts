/** `models`: keys and default models of the built-in providers. */
import { z } from "zod";
import { MODEL_PROVIDER_IDS, type ModelProviderId } from "../provider-table.js";
import { apiFormatSchema, contextWindowSchema, modelSchema, standardProviderSchema } from "./agent.js";
import { toLogins } from "./login.js";
import { naming } from "./named.js";
import { secretSchema } from "./secret.js";

const toModel = (provider: ModelProviderId) =>
  naming(modelSchema, `model:${provider}`).optional().describe("Model for agents without their own.");
const apiKey = secretSchema.optional().describe("API key; a secret.");

export const modelSettingsSchema = z
  .strictObject({
    provider: naming(standardProviderSchema, "provider")
      .optional()
      .describe("Provider of new agents, and of agents without a provider in a file of release 0.0.20."),
    anthropic: z
      .strictObject({
        model: toModel("anthropic"),
        api_key: apiKey,
        oauth_token: secretSchema.optional().describe("Token of a Claude subscription; a secret."),
        ...toLogins("api_key", "oauth_token", "config_dir"),
      })
      .optional()
      .describe("Claude, used through Claude Code."),
    openai: z
      .strictObject({ model: toModel("openai"), api_key: apiKey, ...toLogins("api_key", "config_dir") })
      .optional()
      .describe("OpenAI, used through Codex."),
    opencode: z
      .strictObject({ model: toModel("opencode"), api_key: apiKey, ...toLogins("api_key") })
      .optional()
      .describe("OpenCode. Without a key here, it uses its own stored keys."),
    api: z
      .strictObject({
        format: apiFormatSchema.optional().describe("API format of the endpoint. Default: `anthropic`."),
        base_url: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe("URL of the endpoint. Default: the one of Anthropic or OpenAI."),
        api_key: apiKey,
        model: toModel("api"),
        ...toLogins("api_key"),
        context_window: contextWindowSchema,
      })
      .optional()
      .describe("Models that agents with provider `api` call directly, without a CLI."),
    aliases: z
      .partialRecord(
        z.enum(MODEL_PROVIDER_IDS),
        z
          .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/), modelSchema.min(1))
          .meta({ examples: [{ fast: "claude-haiku-4-5" }] }),
      )
      .meta({ examples: [{ anthropic: { fast: "claude-haiku-4-5" } }] })
      .optional()
      .describe("Short model names by provider. They add to the built-in ones and override them."),
  })
  .describe("Keys and default models of providers.");
