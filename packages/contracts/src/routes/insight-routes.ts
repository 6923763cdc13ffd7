/** What happened and what it cost: spend, the steps of a message, metrics for Prometheus. */
import { z } from "zod";
import { conversationViewSchema, messageViewSchema, timeSchema } from "../conversation.js";
import { clientMessageIdSchema } from "../id.js";
import { limitQuery, type RouteDefinition, route, SMALL_BODY } from "./route.js";

export const spendGroupSchema = z.enum(["agent", "team", "model", "provider", "day", "conversation"]);
export type SpendGroupName = z.infer<typeof spendGroupSchema>;

/** Sums of ended runs. A value that no run reported is null, never 0. */
export const spendSumsSchema = z.object({
  runs: z.number().int(),
  inputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  cachedTokens: z.number().int().nullable(),
  /** US dollars of the runs that have a price. */
  costUsd: z.number().nullable(),
  /** Whether part of it was estimated from a price table instead of being reported. */
  estimated: z.boolean(),
  /** Runs without a price. The cost does not include them. */
  unpricedRuns: z.number().int(),
});
export type SpendSumsView = z.infer<typeof spendSumsSchema>;

export const spendSchema = z.object({
  by: spendGroupSchema,
  since: timeSchema,
  until: timeSchema,
  /** Most expensive first; days newest first. The key is empty without a team or model. */
  rows: z.array(spendSumsSchema.extend({ key: z.string() })),
  total: spendSumsSchema,
  /** Whether the range contains more runs than are read. Then only the newest are summed. */
  truncated: z.boolean(),
});

export const storyStepSchema = z.object({
  at: timeSchema,
  /** E.g. `accepted`, `attempt`, `failed`, `retry`, `answered`, `reply_queued`, `delivered`, `waiting`. */
  kind: z.string(),
  text: z.string(),
  runId: z.string().nullable(),
});
export type StoryStep = z.infer<typeof storyStepSchema>;

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
          limit: limitQuery(100),
        }),
      response: () => spendSchema,
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
          /** One sentence. */
          verdict: z.string(),
          /** What to do next, or null. */
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
