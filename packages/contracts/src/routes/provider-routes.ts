/** Providers of models: configuration, custom endpoints, and a test with one real prompt. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { effortSchema } from "../effort.js";
import { entityIdSchema } from "../id.js";
import { quotaWindowSchema } from "../quota.js";
import { runErrorClassSchema } from "../run-error.js";
import { apiFormatSchema, customHarnessSchema, modelSchema, providerSchema } from "../settings/agent.js";
import { usageSchema } from "../usage.js";
import { testWhySchema } from "../work-why.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";
import { providerPauseSchema } from "./system-routes.js";

const customParams = z.object({ id: entityIdSchema });

/** A custom provider in answers. Its key, and a password in its address, are masked. */
export const customProviderView = z.object({
  name: z.string(),
  harness: customHarnessSchema,
  format: apiFormatSchema.optional(),
  base_url: z.string(),
  api_key: z.string(),
  model: z.string().optional(),
  hasKey: z.boolean().optional(),
});

export const providerView = z.object({
  /** `claude`, `codex`, `opencode`, `api`, `demo`. */
  harness: z.string(),
  name: z.string(),
  /** Model of agents without their own; null for the provider's default. */
  model: z.string().nullable(),
  /** Whether the settings contain a key. A CLI may have its own login. */
  hasKey: z.boolean(),
  /** Aliases with their models. */
  aliases: z.record(z.string(), z.string()),
  /** Models that a person may choose from, short names first; the provider may offer more. Absent in answers of earlier releases. */
  models: z.array(z.string()).optional(),
  /** The efforts that its agents take. Absent as `models`. */
  efforts: z.array(effortSchema).optional(),
  /** Ids of the agents that use it, without fallbacks. */
  agents: z.array(z.string()),
});

/** One login of a provider: what it is made of, never its key. */
export const loginViewSchema = z.object({
  /** `default`: the provider's own key or login. */
  name: z.string(),
  /** `own`: what the provider has without `logins`. */
  kind: z.enum(["own", "api_key", "oauth_token", "config_dir"]),
  /** Folder of the program, for the kind `config_dir`. */
  configDir: z.string().optional(),
  /** Whether the order names it. A login outside of the order is not used. */
  ordered: z.boolean(),
  /** Whether the next run uses it. */
  inUse: z.boolean(),
  /** Why it is not used now; null if it may be. */
  pause: providerPauseSchema.nullable(),
  /** What the provider said last about its windows. */
  quota: z.array(
    quotaWindowSchema.extend({
      /** When the provider said it. */
      seenAt: timeSchema,
    }),
  ),
});
export type LoginView = z.infer<typeof loginViewSchema>;

/** What can be done about a failed test. */
const TEST_ADVICE = [
  "choose",
  "install",
  "name_model",
  "check_model",
  "log_in",
  "store_key",
  "wait",
  "check_network",
  "read_log",
] as const;
export type TestAdvice = (typeof TEST_ADVICE)[number];

export const providerTestStep = z.object({
  name: z.enum(["configured", "program", "version", "endpoint", "key", "answer"]),
  ok: z.boolean(),
  /** In English. */
  detail: z.string(),
  why: testWhySchema.optional(),
  /** What to do when it failed, in words: `advice` with its `commands` for people who read English. */
  hint: z.string().optional(),
  advice: z.enum(TEST_ADVICE).optional(),
  /** The commands of the advice. With `log_in`: the login, then the command that stores a key instead. */
  commands: z.array(z.string()).optional(),
  ms: z.number().optional(),
});
export type ProviderTestStep = z.infer<typeof providerTestStep>;

/** The result of a test. `ok` is that of the last step. */
export const providerTestResult = z.object({
  ok: z.boolean(),
  provider: z.string(),
  harness: z.string().nullable(),
  model: z.string().nullable(),
  steps: z.array(providerTestStep),
  errorClass: runErrorClassSchema.optional(),
  usage: usageSchema.optional(),
  ms: z.number(),
});
export type ProviderTestResult = z.infer<typeof providerTestResult>;

export const providerRoutes = {
  listProviders: route(
    {
      method: "GET",
      path: "/api/providers",
      scope: "read",
      summary: "List all providers with their models and short model names",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        z.object({
          /** Provider of new agents. */
          default: z.string().nullable(),
          providers: z.record(z.string(), providerView),
        }),
    },
  ),
  listLogins: route(
    {
      method: "GET",
      path: "/api/providers/logins",
      scope: "read",
      summary:
        "List the logins of each provider in their order: which one is used, which one is paused, and how much of their windows is used",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.object({ providers: z.record(z.string(), z.array(loginViewSchema)) }),
    },
  ),
  testProvider: route(
    {
      method: "POST",
      path: "/api/providers/test",
      scope: "write",
      summary: "Test a provider with one short prompt, at its usual price",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z
          .strictObject({
            provider: providerSchema.optional(),
            model: modelSchema.optional(),
            agent: entityIdSchema.optional(),
          })
          .refine(({ provider, agent }) => (provider === undefined) !== (agent === undefined), {
            message: "name a provider or an agent",
          }),
      response: () => providerTestResult,
    },
  ),
  resumeProvider: route(
    {
      method: "POST",
      path: "/api/providers/resume",
      scope: "write",
      summary: "End the pause of a provider, or of all: messages that wait for it run now",
      bodyLimit: SMALL_BODY,
    },
    {
      /** Default: each provider that is paused or that messages wait for. */
      body: () => z.strictObject({ provider: providerSchema.optional() }),
      response: () =>
        okSchema.extend({
          /** Whether one was paused. */
          paused: z.boolean(),
          /** Messages that are due now. */
          messages: z.number().int(),
          resumed: z.array(
            z.object({ provider: z.string(), paused: z.boolean(), messages: z.number().int() }),
          ),
        }),
    },
  ),
  listCustomProviders: route(
    {
      method: "GET",
      path: "/api/custom-providers",
      scope: "read",
      summary: "List custom providers by id, keys masked",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.record(z.string(), customProviderView),
    },
  ),
  putCustomProvider: route(
    {
      method: "PUT",
      path: "/api/custom-providers/:id",
      scope: "write",
      summary:
        "Create or change a custom provider; a masked key keeps the stored one if the origin is the same",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => customParams,
      body: () =>
        z.strictObject({
          name: z.string().max(100).optional(),
          /** `claude`, `codex`, `opencode` or `api`. */
          harness: z.string().max(20).optional(),
          format: apiFormatSchema.nullish(),
          base_url: z.string().max(2_000).optional(),
          api_key: z.string().max(10_000).optional(),
          model: modelSchema.nullish(),
          hasKey: z.boolean().optional(),
        }),
      response: () => okSchema.extend({ provider: customProviderView }),
    },
  ),
  deleteCustomProvider: route(
    {
      method: "DELETE",
      path: "/api/custom-providers/:id",
      scope: "write",
      summary:
        "Remove a custom provider; refused while agents use it. With force, their runs fail until they have another provider",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => customParams,
      query: () => z.object({ force: z.enum(["true", "false", "1", "0"]).optional() }),
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
