/** An agent and a team in settings.json. */
import { z } from "zod";
import { budgetSchema } from "../budget.js";
import { effortSchema } from "../effort.js";
import { ENDPOINT_HARNESSES } from "../harness-table.js";
import { displayNameSchema, entityIdSchema } from "../id.js";
import { limitOverridesSchema } from "../limits.js";
import { PERMISSION_MODES } from "../permission-mode.js";
import { API_FORMATS, type ApiFormat, MODEL_PROVIDER_IDS, PROVIDER_IDS } from "../provider-table.js";
import { whenBusySchema } from "../steering.js";
import { FALLBACK_MAX } from "../vocabulary.js";
import { containerSettingsSchema } from "./container.js";
import { toLogins } from "./login.js";
import { protocolSettingsSchema } from "./protocol.js";
import { spawnOverridesSchema } from "./spawn.js";
import { workerNameSchema } from "./worker.js";

const CUSTOM_PATTERN = "(?:custom|acp):[a-z][a-z0-9_-]{0,31}";

function pickProvider(ids: readonly string[]) {
  const pattern = new RegExp(`^(${[...ids, CUSTOM_PATTERN].join("|")})$`);
  return z.string().regex(pattern, `use ${ids.join(", ")}, acp:<agent> or custom:<id>`);
}

/** A provider of the table, `acp:<agent>` for a program that speaks ACP, or `custom:<id>` from `custom_providers`. */
export const providerSchema = pickProvider(PROVIDER_IDS);

/** The same, except for `demo`, which serves no model. */
export const standardProviderSchema = pickProvider(MODEL_PROVIDER_IDS);

/** A model name goes into an argument list, so it must not look like an option or contain spaces. */
export const modelSchema = z
  .string()
  .regex(/^(|[A-Za-z0-9][A-Za-z0-9_.:/@[\]+-]{0,127})$/, "use a model name such as sonnet or gpt-5.4");

export const permissionModeSchema = z.enum(PERMISSION_MODES);
export const joinModeSchema = z.enum(["reply", "leader", "stream"]);
export type JoinMode = z.infer<typeof joinModeSchema>;

/** A provider that takes over when the agent's provider fails. */
export const fallbackSchema = z.strictObject({
  provider: providerSchema.describe("Provider of the next attempt."),
  model: modelSchema.optional().describe("Model of the next attempt. Default: the provider's."),
});
export type FallbackEntry = z.infer<typeof fallbackSchema>;

export const agentConfigSchema = z.strictObject({
  name: displayNameSchema.describe("Display name. Messages can also be addressed to it."),
  provider: providerSchema.describe(
    `Provider of the model: ${PROVIDER_IDS.join(", ")}, acp:<agent> or custom:<id>.`,
  ),
  model: modelSchema.default("").describe("Model name. If empty, the provider's default is used."),
  effort: effortSchema
    .optional()
    .describe(
      "How much the model thinks before it answers. Which efforts there are depends on the provider: see `tinyagi provider list --json`. Default: what the program does by itself.",
    ),
  working_directory: z
    .string()
    .max(4_096)
    .optional()
    .describe(
      "The agent's working directory, absolute or relative to the workspace. Default: `<workspace>/<id>`.",
    ),
  place: workerNameSchema
    .optional()
    .describe(
      "The worker on which the agent works: its workspace, sessions and login are on that machine. Default: this machine.",
    ),
  role: z.string().max(500).optional().describe("What the agent does. Its teammates see this."),
  system_prompt: z
    .string()
    .max(100_000)
    .optional()
    .describe(
      "Instructions for the agent. They follow the protocol and the agent's AGENTS.md in the prompt.",
    ),
  protocol: protocolSettingsSchema
    .optional()
    .describe("What this agent's protocol has in addition, or instead. `append` follows the general one."),
  prompt_file: z
    .string()
    .max(4_096)
    .optional()
    .describe("File with instructions. If it can be read, it replaces `system_prompt`."),
  heartbeat: z
    .strictObject({
      enabled: z
        .boolean()
        .optional()
        .describe(
          "Whether this agent gets heartbeats. Default: only if it, or `monitoring.heartbeat_interval`, has an interval.",
        ),
      interval: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe(
          "Seconds between heartbeats, at least 10. 0 turns them off. Default: `monitoring.heartbeat_interval`.",
        ),
    })
    .optional()
    .describe("This agent's heartbeats."),
  permissions: permissionModeSchema
    .optional()
    .describe(
      "`sandboxed` (default): commands run in a sandbox. `ask`: the agent can only read; Claude Code and Codex ask a person before they do more. `container`: its program runs in a container, where only the workspace is mounted. `bypass`: no checks at all.",
    ),
  container: containerSettingsSchema
    .optional()
    .describe(
      "This agent's container, for the permissions `container`. What is absent here comes from the general `container`.",
    ),
  reads: z
    .array(z.string().min(1).max(4_096))
    .max(100)
    .optional()
    .describe(
      "What the agent may read outside its workspace: ids of other agents, for their workspaces, and absolute folders. TinyAGI's home is never opened. In `bypass` mode it has no effect.",
    ),
  vision: z
    .boolean()
    .optional()
    .describe(
      "Whether its model takes pictures, for agents that call a model directly. Default: what is known of the model.",
    ),
  mcp_servers: z
    .array(entityIdSchema)
    .max(100)
    .optional()
    .describe(
      "Which of the general `mcp_servers` this agent may use, besides those for everyone. A server that only one agent names is that agent's own.",
    ),
  web: z
    .boolean()
    .optional()
    .describe(
      "Whether this agent may use the web tools of `tools`. Default: yes. It has an effect only for agents on a model API.",
    ),
  sessionScope: z
    .enum(["agent", "conversation", "thread", "sender"])
    .optional()
    .describe(
      "Which messages share a session: all messages of the agent (`agent`, the default), those of one conversation (a request and what results from it), those of one chat or thread, or those of one person (`sender`), on all channels where the person is linked.",
    ),
  live: z
    .boolean()
    .optional()
    .describe(
      "Whether its program may stay open between messages, as `execution.live` says. Default: yes. `false`: each message starts a program of its own.",
    ),
  whenBusy: whenBusySchema
    .optional()
    .describe(
      "What happens to a message while the agent is busy. `followup` (default): it waits for its turn. `collect`: it waits and is answered together with other waiting messages of the same sender. `steer`: it joins the run that works for the same sender.",
    ),
  fallback: z
    .array(fallbackSchema)
    .max(FALLBACK_MAX)
    .optional()
    .describe(
      "Providers to try, in this order, if the agent's own provider fails permanently or repeatedly.",
    ),
  spawn: spawnOverridesSchema
    .optional()
    .describe("Lower limits for the sub-agents of this agent. A value above the general one has no effect."),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .optional()
    .describe(
      "Additional environment variables of the agent's processes. Values are secrets; `env:NAME` and `file:/path` are allowed.",
    ),
  budget: budgetSchema.optional().describe("How much this agent may use in a day."),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

export const teamConfigSchema = z.strictObject({
  name: displayNameSchema.describe("Display name. Messages can also be addressed to it."),
  agents: z.array(entityIdSchema).min(1).max(256).describe("Ids of the members."),
  leader_agent: entityIdSchema.describe("The member that receives the team's messages."),
  join: joinModeSchema
    .optional()
    .describe(
      "How the members' answers are delivered: `reply` in one reply, `leader` combined by the leader, `stream` one by one.",
    ),
  limits: limitOverridesSchema
    .optional()
    .describe("Limits of this team. Limits that are not set here come from `limits`."),
  spawn: spawnOverridesSchema
    .optional()
    .describe(
      "Lower limits for the sub-agents of this team's conversations. A value above the general one has no effect.",
    ),
  budget: budgetSchema
    .optional()
    .describe("How much the conversations of this team may use in a day, all of them together."),
});
export type TeamConfig = z.infer<typeof teamConfigSchema>;

/** The API format of an endpoint that the daemon calls directly. */
export const apiFormatSchema = z.enum(Object.keys(API_FORMATS) as [ApiFormat, ...ApiFormat[]]);
export const customHarnessSchema = z.enum(ENDPOINT_HARNESSES);

/** A smaller one has no room for the prompt of an agent. */
export const contextWindowSchema = z
  .int()
  .min(4_000)
  .max(10_000_000)
  .optional()
  .describe(
    "Tokens that the model takes at once, only where TinyAGI calls it directly (`api`). Default: what is known of the model. Before a conversation is that long, its earlier part is summarised.",
  );

export const customProviderSchema = z.strictObject({
  name: displayNameSchema.describe("Display name."),
  harness: customHarnessSchema.describe(
    "Agent CLI that uses the endpoint. With `api`, the daemon calls it directly.",
  ),
  format: apiFormatSchema
    .optional()
    .describe("API format of the endpoint, only for harness `api`. Default: `openai-chat`."),
  base_url: z.url({ protocol: /^https?$/ }).describe("URL of the endpoint."),
  api_key: z
    .string()
    .min(1)
    .max(10_000)
    .describe("API key of the endpoint; a secret. It is sent only to the origin that it was set for."),
  model: modelSchema.optional().describe("Model for agents without their own."),
  ...toLogins("api_key"),
  context_window: contextWindowSchema,
});
export type CustomProvider = z.infer<typeof customProviderSchema>;
