/** An agent and a team as they stand in settings.json. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { limitOverridesSchema } from "../limits.js";

/** `anthropic`, `openai`, `opencode`, `api`, `demo`, or `custom:<id>` of `custom_providers`. */
export const providerSchema = z
  .string()
  .regex(
    /^(anthropic|openai|opencode|api|demo|custom:[a-z][a-z0-9_-]{0,31})$/,
    "use anthropic, openai, opencode, api, demo or custom:<id>",
  );

/** A model name reaches an argument list: letters first, no spaces, nothing that could be an option. */
export const modelSchema = z
  .string()
  .regex(/^(|[A-Za-z0-9][A-Za-z0-9_.:/@[\]+-]{0,127})$/, "use a model name such as sonnet or gpt-5.4");

export const permissionModeSchema = z.enum(["sandboxed", "ask", "bypass"]);
export const joinModeSchema = z.enum(["reply", "leader", "stream"]);
export type JoinMode = z.infer<typeof joinModeSchema>;

export const agentConfigSchema = z.strictObject({
  name: z.string().min(1).max(100),
  provider: providerSchema,
  /** Empty = the provider's default. */
  model: modelSchema.default(""),
  /** Absolute or relative to the workspace; default `<workspace>/<id>`. */
  working_directory: z.string().max(4_096).optional(),
  /** What the agent is for, shown to its teammates. */
  role: z.string().max(500).optional(),
  system_prompt: z.string().max(100_000).optional(),
  prompt_file: z.string().max(4_096).optional(),
  heartbeat: z
    .strictObject({ enabled: z.boolean().optional(), interval: z.number().int().min(0).optional() })
    .optional(),
  permissions: permissionModeSchema.optional(),
  /** Which messages share a CLI session: all of the agent (default) or those of one conversation. */
  sessionScope: z.enum(["agent", "conversation"]).optional(),
  /** Extra environment of the agent's process; values may be `env:NAME` or `file:/path`. */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).optional(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

export const teamConfigSchema = z.strictObject({
  name: z.string().min(1).max(100),
  agents: z.array(entityIdSchema).min(1).max(256),
  leader_agent: entityIdSchema,
  join: joinModeSchema.optional(),
  limits: limitOverridesSchema.optional(),
});
export type TeamConfig = z.infer<typeof teamConfigSchema>;

export const customProviderSchema = z.strictObject({
  name: z.string().min(1).max(100),
  harness: z.enum(["claude", "codex"]),
  base_url: z.url({ protocol: /^https?$/ }),
  api_key: z.string().min(1).max(10_000),
  model: modelSchema.optional(),
});
export type CustomProvider = z.infer<typeof customProviderSchema>;
