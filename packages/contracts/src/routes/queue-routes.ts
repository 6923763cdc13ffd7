/** The queue: counts, open messages, dead letters. */
import { z } from "zod";
import {
  failureSchema,
  joinsSchema,
  messageKindSchema,
  messageSourceSchema,
  timeSchema,
  titleSchema,
} from "../conversation.js";
import { reasonCodeSchema } from "../reason.js";
import { runErrorClassSchema } from "../run-error.js";
import { LANE_WAITS, RUN_ERROR_CLASSES } from "../vocabulary.js";
import { waitFactSchema } from "../wait-fact.js";
import { workPlaceSchema } from "../work-place.js";
import { limitQuery, okSchema, type RouteDefinition, route, rowIdSchema, SMALL_BODY } from "./route.js";

const idParams = z.object({ id: rowIdSchema });

/** The place of a dead letter in its list: when it failed, and its id. It stays valid after the letter is gone. */
const deadCursorSchema = z.string().regex(/^[0-9]{1,15}-[0-9]{1,15}$/, "use the `cursor` of a dead letter");

/** Selects dead letters. Without a filter it selects all, at most `limit` in one call. */
const bulkSchema = z.strictObject({
  ids: z.array(z.number().int().positive()).min(1).max(1_000).optional(),
  agent: z.string().max(64).optional(),
  /** Leaves out those that failed for these reasons. */
  except: z.array(runErrorClassSchema).max(RUN_ERROR_CLASSES.length).optional(),
  /** Only those that come after this one: `next` of the answer before. */
  after: deadCursorSchema.optional(),
  /** Only those that had failed at this time, so that no call takes one that fails again meanwhile. */
  until: timeSchema.optional(),
  limit: z.number().int().min(1).max(1_000).default(1_000),
});

export const laneMessageSchema = z.object({
  id: z.number().int(),
  messageId: z.string(),
  conversationId: z.string(),
  agent: z.string(),
  kind: messageKindSchema,
  source: messageSourceSchema,
  /** The agent that wrote it; null for a person. */
  fromAgent: z.string().nullable(),
  channel: z.string(),
  sender: z.string(),
  /** The start of its text. */
  preview: z.string(),
  title: titleSchema,
  joins: joinsSchema,
  status: z.enum(["pending", "processing"]),
  attempts: z.number().int(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  /** When the next attempt may start. */
  notBefore: timeSchema.nullable(),
  runId: z.string().nullable(),
  /** Why the last attempt failed. */
  error: z.string().nullable(),
  failure: failureSchema,
  /** What it waits for; null while it runs. */
  waitsFor: z.enum(LANE_WAITS).nullable(),
  /** The same with its facts. Absent, as the next fields, in answers of earlier releases. */
  wait: waitFactSchema.nullable().optional(),
  /** The code of the reason that `GET /api/messages/:id/why` says first; null while it runs. */
  reason: reasonCodeSchema.nullable().optional(),
  /** The sub-agent that works on it, by its place in its graph; null for a message to an agent. */
  subAgent: z.object({ graphId: z.string(), nodeId: z.string() }).nullable().optional(),
});
export type LaneMessage = z.infer<typeof laneMessageSchema>;

export const laneSchema = z.object({
  /** Its messages run one after another. */
  lane: z.string(),
  agent: z.string(),
  /** How many open messages it has, shown or not. */
  total: z.number().int(),
  /** In the order of their runs. */
  messages: z.array(laneMessageSchema),
});
export type Lane = z.infer<typeof laneSchema>;

export const deadLetterRow = z.object({
  id: z.number().int(),
  data: z.object({
    channel: z.string(),
    sender: z.string(),
    senderId: z.string().nullable(),
    message: z.string(),
    messageId: z.string(),
    agent: z.string(),
  }),
  joins: joinsSchema,
  title: titleSchema,
  /** The words of its author; `data.message` is what its agent reads. */
  own: z.string().optional(),
  /** What it is about, and the run and sub-agent that worked on it. */
  work: workPlaceSchema,
  source: messageSourceSchema,
  failedReason: z.string(),
  failure: failureSchema,
  errorClass: z.string(),
  attemptsMade: z.number().int(),
  totalAttempts: z.number().int(),
  timestamp: z.number(),
  /** Its place in the list: `before` for the letters after it. */
  cursor: z.string(),
  /** What to do before a retry, because it would fail again otherwise; null when nothing is known. */
  advice: z.string().nullable(),
  /** Whether it is that of a sub-agent: a retry leaves it out, because it is retried in its graph. */
  inGraph: z.boolean(),
});

/** Dead letters of one agent that failed for the same reason. */
export const deadGroupSchema = z.object({
  agent: z.string(),
  errorClass: z.string(),
  count: z.number().int(),
  /** How many of them are those of sub-agents, which a retry leaves out. */
  inGraph: z.number().int(),
  advice: deadLetterRow.shape.advice,
});
export type DeadGroup = z.infer<typeof deadGroupSchema>;

/** Null when no dead letter that matches is left. */
const next = z.string().nullable();

export const queueRoutes = {
  queueStatus: route(
    {
      method: "GET",
      path: "/api/queue/status",
      scope: "read",
      summary: "Count messages by state, unread conversations, and tasks that move",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        z.object({
          incoming: z.number().int(),
          queued: z.number().int(),
          processing: z.number().int(),
          completed: z.number().int(),
          dead: z.number().int(),
          outgoing: z.number().int(),
          cancelled: z.number().int(),
          /** Conversations with a reply that the operator has not read, outside rooms: among the newest 1,000 that are unread. */
          unread: z.number().int(),
          /** Tasks in progress and in review. */
          moving: z.number().int(),
        }),
    },
  ),
  queueAgents: route(
    {
      method: "GET",
      path: "/api/queue/agents",
      scope: "read",
      summary: "List open messages by agent",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        z.array(
          z.object({
            agent: z.string(),
            pending: z.number().int(),
            queued: z.number().int(),
            processing: z.number().int(),
          }),
        ),
    },
  ),
  queueProcessing: route(
    {
      method: "GET",
      path: "/api/queue/processing",
      scope: "read",
      summary: "List running messages and those that wait behind them",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          limit: limitQuery(1_000),
          /** With the `title` of each message. */
          facts: z.literal("true").optional(),
        }),
      response: () =>
        z.array(
          z.object({
            id: z.number().int(),
            messageId: z.string(),
            channel: z.string(),
            sender: z.string(),
            message: z.string(),
            title: titleSchema,
            agent: z.string(),
            status: z.enum(["queued", "processing"]),
            processAlive: z.boolean(),
            startedAt: z.number(),
            duration: z.number(),
          }),
        ),
    },
  ),
  queueLanes: route(
    {
      method: "GET",
      path: "/api/queue/lanes",
      scope: "read",
      summary: "List the lanes with open messages: what runs, what waits, and for what",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          /** Messages of each lane. */
          limit: limitQuery(10, 100),
        }),
      response: () =>
        z.object({
          lanes: z.array(laneSchema),
          /** Whether there are more lanes than are listed. */
          truncated: z.boolean(),
        }),
    },
  ),
  killProcessing: route(
    {
      method: "POST",
      path: "/api/queue/processing/:id/kill",
      scope: "write",
      summary: "Cancel a message; its sender is notified",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => okSchema.extend({ agent: z.string(), processKilled: z.boolean() }),
    },
  ),
  queueDead: route(
    {
      method: "GET",
      path: "/api/queue/dead",
      scope: "read",
      summary: "List dead letters, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          agent: z.string().max(64).optional(),
          /** Only those that are older than this one: its `cursor`. */
          before: deadCursorSchema.optional(),
          limit: limitQuery(1_000),
        }),
      response: () => z.array(deadLetterRow),
    },
  ),
  deadSummary: route(
    {
      method: "GET",
      path: "/api/queue/dead/summary",
      scope: "read",
      summary: "Count dead letters by agent and reason, before many are retried or deleted",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ agent: z.string().max(64).optional() }),
      response: () =>
        z.object({
          total: z.number().int(),
          groups: z.array(deadGroupSchema),
          /** When they were counted: `until` of the call that retries or deletes these. */
          until: timeSchema,
        }),
    },
  ),
  retryAllDead: route(
    {
      method: "POST",
      path: "/api/queue/dead/retry",
      scope: "write",
      summary: "Retry many dead letters, oldest first",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => bulkSchema,
      response: () =>
        okSchema.extend({
          retried: z.array(z.object({ id: z.number().int(), conversationId: z.string() })),
          remaining: z.number().int(),
          next,
        }),
    },
  ),
  purgeDead: route(
    {
      method: "POST",
      path: "/api/queue/dead/purge",
      scope: "write",
      summary: "Delete many dead letters, oldest first",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => bulkSchema,
      response: () =>
        okSchema.extend({ deleted: z.array(z.number().int()), remaining: z.number().int(), next }),
    },
  ),
  retryDead: route(
    {
      method: "POST",
      path: "/api/queue/dead/:id/retry",
      scope: "write",
      summary: "Retry a dead letter",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => okSchema.extend({ conversationId: z.string() }),
    },
  ),
  deleteDead: route(
    {
      method: "DELETE",
      path: "/api/queue/dead/:id",
      scope: "write",
      summary: "Delete a dead letter",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => okSchema,
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
