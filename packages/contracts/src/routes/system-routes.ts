/** Health, status, logs, conversations, runs and the event stream. */
import { z } from "zod";
import {
  conversationDetailSchema,
  conversationStateSchema,
  conversationViewSchema,
  runStateSchema,
  runViewSchema,
} from "../conversation.js";
import { PLUGIN_STATES } from "./plugin-routes.js";
import { limitQuery, okSchema, type RouteDefinition, SMALL_BODY } from "./route.js";

/** Ids of conversations and runs, and other generated ids. */
export const generatedIdSchema = z
  .string()
  .regex(/^[a-z]+_[A-Za-z0-9_-]{6,64}$/, "use an id such as conv_… or run_…");
const idParams = z.object({ id: generatedIdSchema });
const list = (limit: number) => ({
  limit: limitQuery(limit),
  before: z.coerce.number().int().min(0).optional(),
});

export interface RunTreeNode {
  run: z.infer<typeof runViewSchema>;
  children: RunTreeNode[];
}
export const runTreeSchema: z.ZodType<RunTreeNode> = z.lazy(() =>
  z.object({ run: runViewSchema, children: z.array(runTreeSchema) }),
);

/** How the processes of runs are kept together. */
export const containmentStatusSchema = z.object({
  /** `cgroup`: control groups. `marks`: process groups, and on Linux a mark in the environment. */
  kind: z.enum(["cgroup", "marks"]),
  meaning: z.string(),
  /** What would make it better. Null if nothing would. */
  advice: z.string().nullable(),
});
export type ContainmentStatus = z.infer<typeof containmentStatusSchema>;

export const systemRoutes = {
  healthz: {
    method: "GET",
    path: "/healthz",
    scope: "public",
    summary: "Check whether the daemon answers",
    response: z.object({ ok: z.literal(true) }),
    bodyLimit: SMALL_BODY,
  },
  status: {
    method: "GET",
    path: "/api/status",
    scope: "read",
    summary: "Show what is running",
    response: okSchema.extend({
      uptime: z.number(),
      version: z.string(),
      bootId: z.string(),
      pid: z.number().int(),
      home: z.string(),
      server: z.object({ running: z.literal(true), port: z.number().int() }),
      channels: z.record(z.string(), z.object({ running: z.boolean(), pid: z.number().optional() })),
      heartbeat: z.object({
        running: z.boolean(),
        interval: z.number(),
        lastSent: z.record(z.string(), z.number()),
      }),
      settings: z.object({ valid: z.boolean(), problem: z.string().nullable() }),
      live: z.number().int(),
      containment: containmentStatusSchema.optional(),
      /** The state of each plugin, by name. */
      plugins: z.record(z.string(), z.enum(PLUGIN_STATES)).optional(),
    }),
    bodyLimit: SMALL_BODY,
  },
  logs: {
    method: "GET",
    path: "/api/logs",
    scope: "read",
    summary: "Get the last lines of the daemon's log",
    query: z.object({ limit: limitQuery(100) }),
    response: z.object({ lines: z.array(z.string()) }),
    bodyLimit: SMALL_BODY,
  },
  restart: {
    method: "POST",
    path: "/api/services/restart",
    scope: "write",
    summary: "Let running agents finish, then restart",
    response: okSchema.extend({ action: z.literal("restart") }),
    bodyLimit: SMALL_BODY,
  },
  listConversations: {
    method: "GET",
    path: "/api/conversations",
    scope: "read",
    summary: "List conversations, newest first",
    query: z.object({
      ...list(50),
      status: conversationStateSchema.optional(),
      messageId: z.string().max(200).optional(),
    }),
    response: z.array(conversationViewSchema),
    bodyLimit: SMALL_BODY,
  },
  getConversation: {
    method: "GET",
    path: "/api/conversations/:id",
    scope: "read",
    callers: ["run"],
    summary: "Get a conversation with messages, runs and replies",
    params: idParams,
    response: conversationDetailSchema,
    bodyLimit: SMALL_BODY,
  },
  cancelConversation: {
    method: "POST",
    path: "/api/conversations/:id/cancel",
    scope: "write",
    summary: "Cancel everything in a conversation that is not finished",
    params: idParams,
    response: okSchema.extend({ cancelled: z.number().int() }),
    bodyLimit: SMALL_BODY,
  },
  listRuns: {
    method: "GET",
    path: "/api/runs",
    scope: "read",
    summary: "List runs, newest first",
    query: z.object({
      ...list(50),
      conversation: generatedIdSchema.optional(),
      agent: z.string().max(64).optional(),
      status: runStateSchema.optional(),
    }),
    response: z.array(runViewSchema),
    bodyLimit: SMALL_BODY,
  },
  getRun: {
    method: "GET",
    path: "/api/runs/:id",
    scope: "read",
    summary: "Get a run",
    params: idParams,
    response: runViewSchema,
    bodyLimit: SMALL_BODY,
  },
  runTree: {
    method: "GET",
    path: "/api/runs/:id/tree",
    scope: "read",
    summary: "Get a run with everything below it",
    params: idParams,
    response: runTreeSchema,
    bodyLimit: SMALL_BODY,
  },
  runTrace: {
    method: "GET",
    path: "/api/runs/:id/trace",
    scope: "read",
    summary: "List a run's recorded events, in order",
    params: idParams,
    query: z.object({ limit: limitQuery(1_000) }),
    response: z.array(z.object({ seq: z.number(), type: z.string(), time: z.number(), data: z.unknown() })),
    bodyLimit: SMALL_BODY,
  },
  eventStream: {
    method: "GET",
    path: "/api/events/stream",
    scope: "read",
    callers: ["channel"],
    summary: "Stream events (server-sent events) with replay",
    query: z.object({
      since: z.coerce.number().int().min(0).optional(),
      types: z.string().max(2_000).optional(),
      conversation: z.string().max(100).optional(),
      agent: z.string().max(64).optional(),
    }),
    response: z.unknown(),
    bodyLimit: SMALL_BODY,
    stream: "sse",
  },
} as const satisfies Record<string, RouteDefinition>;
