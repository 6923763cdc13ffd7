/** What happened and what it cost: spend, the steps of a message, metrics for Prometheus. */
import { z } from "zod";
import { conversationViewSchema, messageViewSchema, timeSchema } from "../conversation.js";
import { clientMessageIdSchema } from "../id.js";
import { adviceSchema, reasonSchema } from "../reason.js";
import { limitQuery, type RouteDefinition, route, SMALL_BODY } from "./route.js";

/** What spend is summed by. */
export const SPEND_GROUPS = [
  "agent",
  "team",
  "model",
  "provider",
  "day",
  "conversation",
  "task",
  "channel",
] as const;
export const spendGroupSchema = z.enum(SPEND_GROUPS);
export type SpendGroupName = z.infer<typeof spendGroupSchema>;

/** Sums of runs; one that works counts with what it used so far. A value that no run reported is null, never 0. */
export const spendSumsSchema = z.object({
  runs: z.number().int(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  /** US dollars of the runs that have a price. */
  costUsd: z.number().nullable(),
  /** Whether part of it was estimated from a price table instead of being reported. */
  estimated: z.boolean(),
  /** The estimated part of `costUsd`; null if there is none. */
  estimatedUsd: z.number().nullable(),
  /** Ended runs without a price. The cost does not include them. */
  unpricedRuns: z.number().int(),
});
export type SpendSumsView = z.infer<typeof spendSumsSchema>;

/** The sums of one local day of the daemon's machine. */
const spendDaySchema = spendSumsSchema.extend({ day: z.string() });
export type SpendDay = z.infer<typeof spendDaySchema>;
/** With `days`: the days that have runs, oldest first. */
const sumsByDaySchema = spendSumsSchema.extend({ perDay: z.array(spendDaySchema).optional() });
export type SpendSumsByDay = z.infer<typeof sumsByDaySchema>;

export const spendSchema = z.object({
  by: spendGroupSchema,
  since: timeSchema,
  until: timeSchema,
  /** Most expensive first; days newest first. The key is empty without a team, model or task. */
  rows: z.array(
    sumsByDaySchema.extend({
      key: z.string(),
      /** The title of a task or a conversation; null for other groups and for what was deleted. */
      name: z.string().nullable(),
    }),
  ),
  /** What the rows beyond `limit` sum up to; null if all rows are listed. */
  rest: sumsByDaySchema.nullable(),
  total: sumsByDaySchema,
  /** With `days`: every day of the range, oldest first. */
  days: z.array(z.string()).optional(),
  /** With `days`: what today's runs will have cost at midnight if it goes on so. Null while it is too early to say. */
  expectedToday: z.object({ costUsd: z.number().nullable(), tokens: z.number().int() }).nullable().optional(),
  /** Whether the range contains more runs than are read. Then only the newest are summed. */
  truncated: z.boolean(),
});

/** How runs of a span, and the messages that they worked on, ended. Figures that nothing was measured for are null. */
const trendFiguresSchema = z.object({
  runs: z.number().int(),
  failedRuns: z.number().int(),
  /** Runs after the first one of a message. */
  retries: z.number().int(),
  /** Messages that were answered; a message counts where its newest run began. */
  answered: z.number().int(),
  /** Messages that failed permanently. */
  failed: z.number().int(),
  /** `answered` of `answered` and `failed`, from 0 to 1. */
  successRate: z.number().min(0).max(1).nullable(),
  /** From accepted to answered, in milliseconds, waiting included. Heartbeats and messages that a person retried are left out. */
  answerMs: z.object({ p50: z.number().int(), p90: z.number().int() }).nullable(),
});
export type TrendFigures = z.infer<typeof trendFiguresSchema>;
const trendDaySchema = trendFiguresSchema.extend({ day: z.string() });
export type TrendDay = z.infer<typeof trendDaySchema>;
const trendSpanSchema = trendFiguresSchema.extend({
  /** The same of as many days before. */
  before: trendFiguresSchema,
  /** The local days that have runs, oldest first. */
  perDay: z.array(trendDaySchema),
});

export const trendsSchema = z.object({
  since: timeSchema,
  until: timeSchema,
  /** Every day of the range, oldest first. */
  days: z.array(z.string()),
  /** The busiest first. */
  rows: z.array(trendSpanSchema.extend({ agent: z.string() })),
  total: trendSpanSchema,
  /** Agents beyond `limit`. The total includes them. */
  more: z.number().int(),
  /** Whether there are more runs than are read. Then only the newest count. */
  truncated: z.boolean(),
});

export const storyStepSchema = z.object({
  at: timeSchema,
  /** E.g. `accepted`, `attempt`, `failed`, `retry`, `answered`, `reply_queued`, `delivered`, `waiting`. */
  kind: z.string(),
  /** In English, for readers that do not know the facts. */
  text: z.string(),
  runId: z.string().nullable(),
  /** The event that it tells; long texts are cut. Absent of the step that waits, and in answers of earlier releases. */
  event: z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) }).optional(),
  /** Why it waits, as codes and facts; only of the step that waits. */
  reasons: z.array(reasonSchema).optional(),
});
export type StoryStep = z.infer<typeof storyStepSchema>;
export type StoryEvent = NonNullable<StoryStep["event"]>;

export const storyOutcomeSchema = z.enum([
  "waiting",
  "working",
  "answered",
  "undelivered",
  "failed",
  "cancelled",
]);
export type StoryOutcome = z.infer<typeof storyOutcomeSchema>;

export const insightRoutes = {
  spend: route(
    {
      method: "GET",
      path: "/api/spend",
      scope: "read",
      summary: "Sum the tokens and money that runs reported",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          by: spendGroupSchema.default("agent"),
          /** Milliseconds since the epoch; default: 30 days before `until`. */
          since: z.coerce.number().int().min(0).optional(),
          /** Default: now. */
          until: z.coerce.number().int().min(0).optional(),
          /** Instead of `since` and `until`: so many days up to today, each with its own sums. */
          days: z.coerce.number().int().min(1).max(366).optional(),
          limit: limitQuery(100),
        }),
      response: () => spendSchema,
    },
  ),
  trends: route(
    {
      method: "GET",
      path: "/api/trends",
      scope: "read",
      summary: "Count how reliably and how fast agents answer",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          /** So many days up to today, beside as many before. */
          days: z.coerce.number().int().min(1).max(183).default(30),
          limit: limitQuery(100),
        }),
      response: () => trendsSchema,
    },
  ),
  whyMessage: route(
    {
      method: "GET",
      path: "/api/messages/:id/why",
      scope: "read",
      summary: "Explain what happened to a message and what to do next",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: clientMessageIdSchema }),
      response: () =>
        z.object({
          message: messageViewSchema,
          conversation: conversationViewSchema,
          outcome: storyOutcomeSchema,
          /** Why, as codes and facts. Absent, as `advice`, in answers of earlier releases. */
          reasons: z.array(reasonSchema).optional(),
          advice: adviceSchema.nullable().optional(),
          /** The reasons in English. */
          verdict: z.string(),
          /** The advice in English, or null. */
          next: z.string().nullable(),
          steps: z.array(storyStepSchema),
        }),
    },
  ),
  metrics: route(
    {
      method: "GET",
      path: "/metrics",
      scope: "read",
      summary: "Get metrics in the Prometheus text format",
      bodyLimit: SMALL_BODY,
      answer: "text",
    },
    {
      response: () => z.string(),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
