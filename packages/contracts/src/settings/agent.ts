/** An agent and a team as they stand in settings.json. */
import { z } from "zod";
import { ENDPOINT_HARNESSES } from "../harness-table.js";
import { entityIdSchema } from "../id.js";
import { limitOverridesSchema } from "../limits.js";
import { API_FORMATS, type ApiFormat, MODEL_PROVIDER_IDS, PROVIDER_IDS } from "../provider-table.js";

const CUSTOM_PATTERN = "custom:[a-z][a-z0-9_-]{0,31}";

function providerOf(ids: readonly string[]) {
  const pattern = new RegExp(`^(${[...ids, CUSTOM_PATTERN].join("|")})$`);
  return z.string().regex(pattern, `use ${ids.join(", ")} or custom:<id>`);
}

/** A provider of the table, or `custom:<id>` of `custom_providers`. */
export const providerSchema = providerOf(PROVIDER_IDS);

/** The same without `demo`, which serves no model. */
export const standardProviderSchema = providerOf(MODEL_PROVIDER_IDS);

/** A model name reaches an argument list: letters first, no spaces, nothing that could be an option. */
export const modelSchema = z
  .string()
  .regex(/^(|[A-Za-z0-9][A-Za-z0-9_.:/@[\]+-]{0,127})$/, "use a model name such as sonnet or gpt-5.4");

export const permissionModeSchema = z.enum(["sandboxed", "ask", "bypass"]);
export const joinModeSchema = z.enum(["reply", "leader", "stream"]);
export type JoinMode = z.infer<typeof joinModeSchema>;

/** What runs an agent's attempts when what stands before it fails. */
export const fallbackSchema = z.strictObject({
  provider: providerSchema.describe("Provider of the next attempt."),
  model: modelSchema.optional().describe("Its model; the provider's default when not given."),
});
export type FallbackEntry = z.infer<typeof fallbackSchema>;
/** Entries of one agent's list. */
export const FALLBACK_MAX = 5;

export const agentConfigSchema = z.strictObject({
  name: z.string().min(1).max(100).describe("Name people see; messages may address it, too."),
  provider: providerSchema.describe(`Who serves the model: ${PROVIDER_IDS.join(", ")} or custom:<id>.`),
  model: modelSchema.default("").describe("Model name; empty for the provider's default."),
  working_directory: z
    .string()
    .max(4_096)
    .optional()
    .describe(
      "Directory the agent works in, absolute or below the workspace; `<workspace>/<id>` when not given.",
    ),
  role: z.string().max(500).optional().describe("What the agent is for, shown to its teammates."),
  system_prompt: z
    .string()
    .max(100_000)
    .optional()
    .describe("Instructions that follow the protocol and the agent's own AGENTS.md."),
  prompt_file: z
    .string()
    .max(4_096)
    .optional()
    .describe("File with such instructions, used in place of `system_prompt` when it can be read."),
  heartbeat: z
    .strictObject({
      enabled: z.boolean().optional().describe("Whether this agent has heartbeats."),
      interval: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe(
          "Seconds between them, at least 10; 0 turns them off. Default: `monitoring.heartbeat_interval`.",
        ),
    })
    .optional()
    .describe("The agent's own heartbeat."),
  permissions: permissionModeSchema
    .optional()
    .describe(
      "`sandboxed` (when not given): commands run in a sandbox; `ask`: only reading; `bypass`: no checks at all.",
    ),
  sessionScope: z
    .enum(["agent", "conversation"])
    .optional()
    .describe(
      "Which messages share a session: all of the agent (when not given) or those of one conversation.",
    ),
  fallback: z
    .array(fallbackSchema)
    .max(FALLBACK_MAX)
    .optional()
    .describe(
      "Providers to go on with, in this order, when the agent's own fails for good or again and again.",
    ),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .optional()
    .describe(
      "Further environment of the agent's processes; values are secrets and may be `env:NAME` or `file:/path`.",
    ),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

export const teamConfigSchema = z.strictObject({
  name: z.string().min(1).max(100).describe("Name people see; messages may address it, too."),
  agents: z.array(entityIdSchema).min(1).max(256).describe("Ids of the members."),
  leader_agent: entityIdSchema.describe("The member that gets the team's messages."),
  join: joinModeSchema
    .optional()
    .describe("How the members' answers come back: `reply` in one, `leader` summed up, `stream` one by one."),
  limits: limitOverridesSchema.optional().describe("Limits of its own; the general ones hold for the rest."),
});
export type TeamConfig = z.infer<typeof teamConfigSchema>;

/** How a model endpoint is spoken to without a CLI. */
export const apiFormatSchema = z.enum(Object.keys(API_FORMATS) as [ApiFormat, ...ApiFormat[]]);
export const customHarnessSchema = z.enum(ENDPOINT_HARNESSES);

export const customProviderSchema = z.strictObject({
  name: z.string().min(1).max(100).describe("Name people see."),
  harness: customHarnessSchema.describe("Which agent CLI speaks to it; `api`: none, it is called directly."),
  format: apiFormatSchema
    .optional()
    .describe("Only for the harness `api`: what the endpoint speaks; `openai-chat` when not given."),
  base_url: z.url({ protocol: /^https?$/ }).describe("Address of the endpoint."),
  api_key: z
    .string()
    .min(1)
    .max(10_000)
    .describe("Its key, a secret; it is never sent to another origin than the one it was given for."),
  model: modelSchema.optional().describe("Model of agents that name none."),
});
export type CustomProvider = z.infer<typeof customProviderSchema>;
