/** `models`: keys and default models of the providers this project knows by name. */
import { z } from "zod";
import { MODEL_PROVIDER_IDS } from "../provider-table.js";
import { apiFormatSchema, modelSchema, standardProviderSchema } from "./agent.js";
import { secretSchema } from "./secret.js";

const model = modelSchema.optional().describe("Model of agents that name none.");
const apiKey = secretSchema.optional().describe("API key; a secret.");

export const modelSettingsSchema = z
  .strictObject({
    provider: standardProviderSchema
      .optional()
      .describe("Provider of new agents, and of agents in a file of 0.0.20 that names none."),
    anthropic: z
      .strictObject({
        model,
        api_key: apiKey,
        oauth_token: secretSchema.optional().describe("Token of a Claude subscription; a secret."),
      })
      .optional()
      .describe("Claude, through Claude Code."),
    openai: z.strictObject({ model, api_key: apiKey }).optional().describe("OpenAI, through Codex."),
    opencode: z
      .strictObject({ model, api_key: apiKey })
      .optional()
      .describe("OpenCode; without a key here it uses those it keeps itself."),
    api: z
      .strictObject({
        format: apiFormatSchema.optional().describe("What the endpoint speaks; `anthropic` when not given."),
        base_url: z
          .url({ protocol: /^https?$/ })
          .optional()
          .describe("Address of the endpoint; that of Anthropic or OpenAI when not given."),
        api_key: apiKey,
        model,
      })
      .optional()
      .describe("Models that are called directly, without a CLI, by agents of the provider `api`."),
    aliases: z
      .partialRecord(
        z.enum(MODEL_PROVIDER_IDS),
        z.record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/), modelSchema.min(1)),
      )
      .optional()
      .describe("Short names of models by provider, beside and before the built-in ones."),
  })
  .describe("Keys and default models of providers.");
