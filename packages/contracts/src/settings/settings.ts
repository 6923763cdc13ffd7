/** The schema of settings.json: the keys of release 0.0.20 and those added since. Each section has its own file. */
import { z } from "zod";
import { budgetSettingsSchema } from "../budget.js";
import { entityIdSchema } from "../id.js";
import { conversationLimitsSchema } from "../limits.js";
import { LANGUAGES } from "../vocabulary.js";
import { acpAgentsSchema } from "./acp-agent.js";
import { agentConfigSchema, customProviderSchema, joinModeSchema, teamConfigSchema } from "./agent.js";
import { approvalSettingsSchema } from "./approval.js";
import { askSettingsSchema } from "./ask.js";
import { backupSettingsSchema } from "./backup.js";
import { channelSettingsSchema } from "./channel.js";
import { choreSettingsSchema } from "./chores.js";
import { containerSettingsSchema } from "./container.js";
import { digestSettingsSchema } from "./digest.js";
import { executionSettingsSchema } from "./execution.js";
import { mcpServersSchema } from "./mcp-server.js";
import { modelSettingsSchema } from "./model.js";
import { naming } from "./named.js";
import { networkSettingsSchema } from "./network.js";
import { pluginSettingsSchema } from "./plugin.js";
import { protocolSettingsSchema } from "./protocol.js";
import { pushSettingsSchema } from "./push.js";
import { recallSettingsSchema } from "./recall.js";
import { repositoriesSchema } from "./repository.js";
import { retentionSettingsSchema } from "./retention.js";
import { roleSettingsSchema } from "./role.js";
import { routingSettingsSchema } from "./routing.js";
import { serverSettingsSchema } from "./server.js";
import { spawnSettingsSchema } from "./spawn.js";
import { speechSettingsSchema } from "./speech.js";
import { telemetrySettingsSchema, traceSettingsSchema } from "./trace.js";
import { webToolsSchema } from "./web-tools.js";
import { webhookSettingsSchema } from "./webhook.js";

export const settingsSchema = z.strictObject({
  workspace: z
    .strictObject({
      path: z
        .string()
        .min(1)
        .max(4_096)
        .optional()
        .describe("Parent of the agents' directories. Default: `~/tinyagi-workspace`."),
      name: z.string().max(100).optional().describe("Display name of the workspace."),
    })
    .default({})
    .describe("Where agents work."),
  language: z
    .enum(LANGUAGES)
    .default("en")
    .describe(
      "Language of what TinyAGI itself writes: in chats progress, requests for approval, buttons and the daily digest; in replies, comments of tasks and notices, which are stored in it. TinyOffice has its own choice.",
    ),
  channels: channelSettingsSchema.default({ enabled: [] }),
  models: modelSettingsSchema.default({}),
  default_agent: naming(entityIdSchema, "agent")
    .optional()
    .describe(
      "Agent for messages without a recipient. Default: `tinyagi` if it exists, otherwise the first agent.",
    ),
  agents: z.record(entityIdSchema, agentConfigSchema).default({}).describe("The agents by id."),
  custom_providers: z
    .record(entityIdSchema, customProviderSchema)
    .meta({
      examples: [
        {
          mine: { name: "Mine", harness: "api", base_url: "http://127.0.0.1:8000/v1", api_key: "env:MY_KEY" },
        },
      ],
    })
    .default({})
    .describe("Your own endpoints by id. An agent uses one with the provider `custom:<id>`."),
  acp_agents: acpAgentsSchema.default({}),
  mcp_servers: mcpServersSchema.default({}),
  repositories: repositoriesSchema.default({}),
  tools: webToolsSchema.default({ web_fetch: false }),
  teams: z.record(entityIdSchema, teamConfigSchema).default({}).describe("The teams by id."),
  monitoring: z
    .strictObject({
      heartbeat_interval: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe(
          "Seconds between heartbeats, at least 10, for agents without their own interval. 0 turns them off. Without a value, only agents whose heartbeat is switched on get one, each hour.",
        ),
    })
    .default({})
    .describe("Heartbeats of all agents."),
  server: serverSettingsSchema.default(() => serverSettingsSchema.parse({})),
  network: networkSettingsSchema.default({ no_proxy: [] }),
  execution: executionSettingsSchema.default(() => executionSettingsSchema.parse({})),
  conversations: z
    .strictObject({
      join: joinModeSchema
        .optional()
        .describe(
          "How answers of several agents are delivered, unless the team or the message specifies it.",
        ),
      retryNoticeMs: z
        .number()
        .int()
        .min(100)
        .max(86_400_000)
        .default(60_000)
        .describe(
          "Milliseconds after which people are notified that the remaining answers wait for a retry.",
        ),
    })
    .default({ retryNoticeMs: 60_000 })
    .describe("How conversations are answered."),
  container: containerSettingsSchema
    .default({})
    .describe("Containers of all agents with the permissions `container`."),
  speech: speechSettingsSchema.default({}),
  recall: recallSettingsSchema.default(() => recallSettingsSchema.parse({})),
  ask: askSettingsSchema.default({}),
  chores: choreSettingsSchema.default({ provider: "api" }),
  backup: backupSettingsSchema.default(() => backupSettingsSchema.parse({})),
  digest: digestSettingsSchema.default(() => digestSettingsSchema.parse({})),
  push: pushSettingsSchema.default(() => pushSettingsSchema.parse({})),
  approvals: approvalSettingsSchema.default(() => approvalSettingsSchema.parse({})),
  webhooks: webhookSettingsSchema.default({}),
  plugins: pluginSettingsSchema.default(() => pluginSettingsSchema.parse({})),
  limits: conversationLimitsSchema.default(() => conversationLimitsSchema.parse({})),
  protocol: protocolSettingsSchema.default({}),
  routing: routingSettingsSchema.default({ mentions: "handoff" }),
  spawn: spawnSettingsSchema.default(() => spawnSettingsSchema.parse({})),
  budgets: budgetSettingsSchema.default({}),
  roles: roleSettingsSchema
    .default({ member: {}, guest: {} })
    .describe("Which agents people on channels may use."),
  retention: retentionSettingsSchema.default(() => retentionSettingsSchema.parse({})),
  traces: traceSettingsSchema.default(() => traceSettingsSchema.parse({})),
  telemetry: telemetrySettingsSchema.default(() => telemetrySettingsSchema.parse({})),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The settings of a home without a file: no agents, every default. */
export function defaultSettings(): Settings {
  return settingsSchema.parse({});
}
