/** The first set-up of a home: what was found on the machine, the starter teams, or all settings at once. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { modelSchema, providerSchema, teamConfigSchema } from "../settings/agent.js";
import { LANGUAGES, type Language } from "../vocabulary.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** Teams that a new home can begin with. `demo` needs no provider. */
export const STARTER_TEAM_IDS = ["solo", "dev", "content", "ops", "demo"] as const;
export const starterTeamIdSchema = z.enum(STARTER_TEAM_IDS);
export type StarterTeamId = z.infer<typeof starterTeamIdSchema>;

/** In which the names, roles and first messages of starter teams exist. The instructions of their agents are in English. */
export const starterLanguageSchema = z.enum(LANGUAGES);
export type StarterLanguage = Language;

/** How a provider could ask its model: with a login of its CLI, a key in the settings or in a variable, or an endpoint that needs no key. */
const FOUND_ACCESSES = ["login", "key", "variable", "endpoint"] as const;
export type FoundAccess = (typeof FOUND_ACCESSES)[number];

/** A provider that this machine could use, as far as a look at it tells. Only a test shows whether it answers. */
export const foundProviderSchema = z.object({
  /** Id of the provider, such as `anthropic`. */
  provider: z.string(),
  /** Name of the agent CLI, or of the way without one. */
  name: z.string(),
  /**
   * `ready`: all that is needed was found. `login`: a login or key is missing, or cannot be seen. `missing`: no CLI. The
   * provider `api` needs no CLI; it is never `missing`.
   */
  state: z.enum(["ready", "login", "missing"]),
  /** What was found, in words: the fields `access`, `variable` and `model` for people who read English. */
  detail: z.string(),
  /** Absent: no way was found. */
  access: z.enum(FOUND_ACCESSES).optional(),
  /** The variable with the key. */
  variable: z.string().optional(),
  /** Model of the provider `api`, once it has an access. Empty: its name is missing. */
  model: z.string().optional(),
  /** The command that installs the CLI, or logs it in; null when nothing is to do. */
  next: z.string().nullable(),
  /** A login may exist where no other program can see it. Only a test shows it. */
  isHidden: z.literal(true).optional(),
});
export type FoundProvider = z.infer<typeof foundProviderSchema>;

/** A starter team and one of its agents: `dev:coder`. */
export const starterAgentIdSchema = z
  .string()
  .regex(
    /^[a-z]{1,32}:[a-z][a-z0-9_-]{0,31}$/,
    "use a starter team and one of its agents, such as dev:coder",
  );

export const starterTeamSchema = z.object({
  id: starterTeamIdSchema,
  name: z.string(),
  summary: z.string(),
  /** Id of the leader. */
  leader: z.string(),
  /** A message that shows what the team is good for. */
  firstMessage: z.string(),
  agents: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.string(),
      /** What `template` of a new agent takes, to begin as this one. */
      template: starterAgentIdSchema,
    }),
  ),
});

const settingsJson = z.record(z.string(), z.json());

export const setupRoutes = {
  describeSetup: route(
    {
      method: "GET",
      path: "/api/setup",
      scope: "read",
      summary:
        "Show which agent CLIs and keys were found, the starter teams, and whether the home is still new",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          /** Of the starter teams. Default: English. */
          language: starterLanguageSchema.optional(),
        }),
      response: () =>
        z.object({
          /** No message was ever accepted, and nobody changed the agents of the first start or a starter team. */
          isNew: z.boolean(),
          /** The starter team of this home; null without one. */
          team: starterTeamIdSchema.nullable(),
          /** What to offer first: a provider that is ready, else the demo, and a team that it can run. */
          suggested: z.object({ team: starterTeamIdSchema, provider: z.string() }),
          /** A daily budget in US dollars to propose, once; null when it was decided, or when no agent costs money. */
          dailyBudget: z.object({ usd: z.number() }).nullable(),
          found: z.array(foundProviderSchema),
          /** The PATH on which the daemon looks for programs. Absent from an older daemon. */
          searchPath: z.string().optional(),
          teams: z.array(starterTeamSchema),
        }),
    },
  ),
  decideDailyBudget: route(
    {
      method: "POST",
      path: "/api/setup/budget",
      scope: "write",
      summary: "Decide about the daily budget that the set-up proposes: an amount, or none",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.strictObject({
          /** US dollars a day. When they are used up, runs stop and a person is asked. Null: no budget. */
          usd: z.number().positive().max(1_000_000).nullable(),
        }),
      response: () => okSchema.extend({ usd: z.number().nullable() }),
    },
  ),
  setUpTeam: route(
    {
      method: "POST",
      path: "/api/setup/team",
      scope: "write",
      summary:
        "Add a starter team; before the first message, it replaces another starter team that nobody changed, unless `beside` is true",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () =>
        z.strictObject({
          team: starterTeamIdSchema,
          /** Who runs its agents. Default: the first provider that is ready, else the demo. */
          provider: providerSchema.optional(),
          model: modelSchema.optional(),
          /** Of the names and roles in the settings. Default: English. */
          language: starterLanguageSchema.optional(),
          /** Adds the team beside all others. */
          beside: z.boolean().optional(),
          /** Id of the team. Default: the id of the starter team, with a number if it is taken. */
          id: entityIdSchema.optional(),
          /** Display name of the team. */
          name: teamConfigSchema.shape.name.optional(),
        }),
      response: () =>
        okSchema.extend({
          /** Id of the team; another one when the usual one is taken. */
          team: z.string(),
          leader: z.string(),
          provider: z.string(),
          agents: z.array(z.string()),
          /** Ids of the starter teams that it replaced, without the demo. */
          replaced: z.array(z.string()),
        }),
    },
  ),
  setup: route(
    {
      method: "POST",
      path: "/api/setup",
      scope: "write",
      summary: "Replace the settings as a whole and create the agents' workspaces",
      refusal: "ok-false",
      bodyLimit: 2 * MIB,
    },
    {
      body: () => settingsJson,
      response: () => okSchema.extend({ settings: settingsJson }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
