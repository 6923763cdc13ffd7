/** The whole of settings.json: the schema of 0.0.20 plus what this project adds. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { conversationLimitsSchema } from "../limits.js";
import {
  agentConfigSchema,
  customProviderSchema,
  joinModeSchema,
  modelSchema,
  teamConfigSchema,
} from "./agent.js";

const secret = z.string().max(10_000);

export const serverSettingsSchema = z.strictObject({
  host: z.string().max(255).default("127.0.0.1"),
  port: z.number().int().min(0).max(65_535).optional(),
  auth: z.enum(["token", "none"]).default("token"),
  allowedOrigins: z.array(z.string().max(300)).max(50).default([]),
  allowedHosts: z.array(z.string().max(300)).max(50).default([]),
});

export const executionSettingsSchema = z.strictObject({
  driver: z.enum(["local", "bullmq"]).default("local"),
  redisUrl: z.string().optional(),
  /** Agent processes alive at once. */
  maxLiveAgents: z.number().int().min(1).max(1_000).default(16),
  timeoutMs: z
    .number()
    .int()
    .min(1_000)
    .max(7 * 86_400_000)
    .default(60 * 60_000),
  idleTimeoutMs: z
    .number()
    .int()
    .min(1_000)
    .max(86_400_000)
    .default(10 * 60_000),
  maxAttempts: z.number().int().min(1).max(100).default(5),
  /** First retry delay; doubles up to `retryMaxMs`. */
  retryBaseMs: z.number().int().min(1).max(3_600_000).default(1_000),
  retryMaxMs: z.number().int().min(1).max(86_400_000).default(60_000),
});

export const settingsSchema = z.strictObject({
  workspace: z
    .strictObject({ path: z.string().min(1).max(4_096).optional(), name: z.string().max(100).optional() })
    .default({}),
  channels: z
    .looseObject({
      enabled: z.array(z.string()).default([]),
      discord: z.strictObject({ bot_token: secret.optional() }).optional(),
      telegram: z.strictObject({ bot_token: secret.optional() }).optional(),
      whatsapp: z.looseObject({}).optional(),
      defaults: z
        .record(z.string(), z.union([z.string(), z.looseObject({ agentId: z.string() })]))
        .optional(),
    })
    .default({ enabled: [] }),
  models: z
    .strictObject({
      provider: z.enum(["anthropic", "openai", "opencode"]).optional(),
      anthropic: z
        .strictObject({
          model: modelSchema.optional(),
          api_key: secret.optional(),
          oauth_token: secret.optional(),
        })
        .optional(),
      openai: z.strictObject({ model: modelSchema.optional(), api_key: secret.optional() }).optional(),
      opencode: z.strictObject({ model: modelSchema.optional() }).optional(),
    })
    .default({}),
  default_agent: entityIdSchema.optional(),
  agents: z.record(entityIdSchema, agentConfigSchema).default({}),
  custom_providers: z.record(entityIdSchema, customProviderSchema).default({}),
  teams: z.record(entityIdSchema, teamConfigSchema).default({}),
  monitoring: z.strictObject({ heartbeat_interval: z.number().int().min(0).optional() }).default({}),
  server: serverSettingsSchema.default(() => serverSettingsSchema.parse({})),
  execution: executionSettingsSchema.default(() => executionSettingsSchema.parse({})),
  conversations: z
    .strictObject({
      join: joinModeSchema.optional(),
      retryNoticeMs: z.number().int().min(100).max(86_400_000).default(60_000),
    })
    .default({ retryNoticeMs: 60_000 }),
  limits: conversationLimitsSchema.default(() => conversationLimitsSchema.parse({})),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a home without a file: no agents, every default. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
