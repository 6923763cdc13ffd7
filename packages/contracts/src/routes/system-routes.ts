/** Health, status, logs, conversations, runs and the event stream. */
import { z } from "zod";
import {
  conversationDetailSchema,
  conversationStateSchema,
  conversationViewSchema,
  runStateSchema,
  runViewSchema,
  timeSchema,
} from "../conversation.js";
import { exposureSchema } from "../expose.js";
import { failureCauseSchema, runErrorClassSchema } from "../run-error.js";
import { runGraphSchema, runPlaceSchema } from "../run-graph.js";
import { runReplaySchema } from "../run-replay.js";
import { runLogEntrySchema, traceSchema, workspaceDiffSchema } from "../trace.js";
import { channelWhySchema } from "../why.js";
import { hostWhySchema } from "../work-why.js";
import { channelStateSchema } from "./channel-routes.js";
import { PLUGIN_STATES } from "./plugin-routes.js";
import { limitQuery, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

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

const placedRunSchema = () => runViewSchema.extend(runPlaceSchema.shape);

/**
 * Why there are no control groups for a daemon. `system`: not Linux. `mount`: no cgroup v2 that can be written.
 * `container`: the same, in a container. `permission`: this user may not use them. `systemd`: the same, and systemd can help.
 */
const CONTAINMENT_LACKS = ["system", "mount", "container", "permission", "systemd"] as const;
export type ContainmentLack = (typeof CONTAINMENT_LACKS)[number];

/** How the processes of runs are kept together. */
export const containmentStatusSchema = z.object({
  /** `cgroup`: control groups. `marks`: process groups, and on Linux a mark in the environment. */
  kind: z.enum(["cgroup", "marks"]),
  meaning: z.string(),
  /** What would make it better. Null if nothing would. */
  advice: z.string().nullable(),
  /** Why there are no control groups; null where there are. Absent in older releases, as `mount`. */
  lacks: z.enum(CONTAINMENT_LACKS).nullable().optional(),
  /** Where control groups would be. */
  mount: z.string().nullable().optional(),
});
export type ContainmentStatus = z.infer<typeof containmentStatusSchema>;

/** The process that runs agents. */
export const agentHostStatusSchema = z.object({
  /** `paused`: it crashed too often, and no message is dispatched for a while. */
  state: z.enum(["starting", "running", "paused"]),
  pid: z.number().int().nullable(),
  version: z.string().nullable(),
  /** Agent processes. */
  live: z.number().int(),
  /** How often it was replaced since the daemon started. */
  restarts: z.number().int(),
  /** Why the last one stopped. */
  problem: z.string().nullable(),
  why: hostWhySchema.nullable().optional(),
});
export type AgentHostStatus = z.infer<typeof agentHostStatusSchema>;

/** A provider that failed repeatedly or has no quota left. */
export const providerPauseSchema = z.object({
  provider: z.string(),
  /** Only this login is paused. */
  login: z.string().optional(),
  /** Only this model is paused. */
  model: z.string().optional(),
  /** Only on this worker it is paused; absent for the machine of the daemon. */
  place: z.string().optional(),
  /** `trying`: one run tries it, and the others wait for its outcome. */
  state: z.enum(["paused", "trying"]),
  until: timeSchema,
  since: timeSchema.optional(),
  class: runErrorClassSchema,
  cause: failureCauseSchema.optional(),
  reason: z.string(),
});
export type ProviderPause = z.infer<typeof providerPauseSchema>;

/** What waits for a person. */
const attentionSchema = z.object({
  /** Open approvals, without questions. */
  approvals: z.number().int(),
  questions: z.number().int(),
  /** Messages that failed permanently and were neither retried nor deleted. Absent in older releases. */
  dead: z.number().int().optional(),
  /** Paused providers whose messages wait until a person acts. Absent in older releases. */
  providers: z.number().int().optional(),
  /** Senders who wait for a pairing. */
  strangers: z.number().int(),
  /** Budgets without room for a further run, as `day` or `agent:coder`. */
  budgets: z.array(z.string()),
  /** Messages that a budget ended and that were not continued. */
  budgetStops: z.number().int(),
});
export type Attention = z.infer<typeof attentionSchema>;

export const systemRoutes = {
  healthz: route(
    {
      method: "GET",
      path: "/healthz",
      scope: "public",
      summary: "Check whether the daemon answers",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.object({ ok: z.literal(true) }),
    },
  ),
  status: route(
    {
      method: "GET",
      path: "/api/status",
      scope: "read",
      summary: "Show what is running",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        okSchema.extend({
          uptime: z.number(),
          version: z.string(),
          bootId: z.string(),
          pid: z.number().int(),
          home: z.string(),
          server: z.object({ running: z.literal(true), port: z.number().int() }),
          channels: z.record(
            z.string(),
            z.object({
              running: z.boolean(),
              /** Whether the settings start it. Absent in answers of earlier releases. */
              enabled: z.boolean().optional(),
              pid: z.number().optional(),
              state: channelStateSchema.optional(),
              /** Why it is not connected. */
              reason: z.string().optional(),
              why: channelWhySchema.optional(),
            }),
          ),
          heartbeat: z.object({
            running: z.boolean(),
            interval: z.number(),
            lastSent: z.record(z.string(), z.number()),
          }),
          settings: z.object({
            valid: z.boolean(),
            problem: z.string().nullable(),
            /** Parts that are ignored or odd; the daemon works without them. */
            warnings: z.number().int().optional(),
          }),
          /** How much waits for a person. Absent in older releases. */
          attention: attentionSchema.optional(),
          /** Whether TinyOffice is reached from elsewhere. Absent in older releases. */
          exposure: exposureSchema.optional(),
          live: z.number().int(),
          agentHost: agentHostStatusSchema.optional(),
          containment: containmentStatusSchema.optional(),
          /** Providers for which messages wait. */
          pausedProviders: z.array(providerPauseSchema).optional(),
          /** The state of each plugin, by name. */
          plugins: z.record(z.string(), z.enum(PLUGIN_STATES)).optional(),
        }),
    },
  ),
  logs: route(
    {
      method: "GET",
      path: "/api/logs",
      scope: "read",
      summary: "Get the last lines of the daemon's log",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ limit: limitQuery(100) }),
      response: () => z.object({ lines: z.array(z.string()) }),
    },
  ),
  restart: route(
    {
      method: "POST",
      path: "/api/services/restart",
      scope: "write",
      summary: "Let running agents finish, then restart",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => okSchema.extend({ action: z.literal("restart") }),
    },
  ),
  listConversations: route(
    {
      method: "GET",
      path: "/api/conversations",
      scope: "read",
      summary: "List conversations, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          ...list(50),
          status: conversationStateSchema.optional(),
          messageId: z.string().max(200).optional(),
          /** Only those in which this agent works or worked. */
          agent: z.string().max(64).optional(),
          team: z.string().max(64).optional(),
          channel: z.string().max(64).optional(),
          /** `true`: only those with a reply that the operator has not read. */
          unread: z.enum(["true", "false"]).optional(),
          /** `false`: without those that a post in a chat room started. */
          rooms: z.enum(["true", "false"]).optional(),
        }),
      response: () => z.array(conversationViewSchema),
    },
  ),
  getConversation: route(
    {
      method: "GET",
      path: "/api/conversations/:id",
      scope: "read",
      callers: ["run"],
      summary: "Get a conversation with messages, runs and replies",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => conversationDetailSchema,
    },
  ),
  conversationThread: route(
    {
      method: "GET",
      path: "/api/conversations/:id/thread",
      scope: "read",
      summary: "List the conversations before and after one in its thread",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      query: () =>
        z.object({
          limit: limitQuery(10),
          /** Only those that began before it, or after it. Default: both. */
          side: z.enum(["earlier", "later"]).optional(),
        }),
      response: () =>
        z.object({
          /** Those that began before it, newest first. Ask with the last one for more. */
          earlier: z.array(conversationViewSchema),
          /** Those that began after it, oldest first. Ask with the last one for more. */
          later: z.array(conversationViewSchema),
          /** The newest one of the thread. Not there if only earlier ones were asked for, or it has no thread. */
          newest: z.string().optional(),
        }),
    },
  ),
  markConversationRead: route(
    {
      method: "PUT",
      path: "/api/conversations/:id/read",
      scope: "write",
      summary: "Mark the replies of a conversation as read, up to one of them",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      body: () =>
        z.object({
          /** The newest reply that was read, by its number; a number beyond the newest one counts as the newest one. */
          replyId: z.number().int().min(0),
          /** Whether what was said earlier in its thread is read, too. Default: no. */
          thread: z.boolean().optional(),
        }),
      response: () => okSchema.extend({ unread: z.boolean() }),
    },
  ),
  cancelConversation: route(
    {
      method: "POST",
      path: "/api/conversations/:id/cancel",
      scope: "write",
      summary: "Cancel everything in a conversation that is not finished",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => okSchema.extend({ cancelled: z.number().int() }),
    },
  ),
  listRuns: route(
    {
      method: "GET",
      path: "/api/runs",
      scope: "read",
      summary: "List runs, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          ...list(50),
          conversation: generatedIdSchema.optional(),
          agent: z.string().max(64).optional(),
          status: runStateSchema.optional(),
          /** Words in the message or in its answer; the last one may be unfinished. */
          text: z.string().min(1).max(500).optional(),
          /** Only runs created at or after this time, in milliseconds since the epoch. */
          since: z.coerce.number().int().min(0).optional(),
          /** `true`: only runs that no other run started. */
          top: z.enum(["true", "false"]).optional(),
          /** `true`: only the newest run of each message, so that earlier attempts are left out. */
          newest: z.enum(["true", "false"]).optional(),
        }),
      response: () => z.array(placedRunSchema()),
    },
  ),
  getRun: route(
    {
      method: "GET",
      path: "/api/runs/:id",
      scope: "read",
      summary: "Get a run",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => placedRunSchema(),
    },
  ),
  runTree: route(
    {
      method: "GET",
      path: "/api/runs/:id/tree",
      scope: "read",
      summary: "Get a run with everything below it",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => runTreeSchema,
    },
  ),
  runGraph: route(
    {
      method: "GET",
      path: "/api/runs/:id/graph",
      scope: "read",
      callers: ["run"],
      summary: "Show the graph of sub-agents that a run belongs to",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      /** Default: the newest generation. */
      query: () => z.object({ generation: z.coerce.number().int().min(0).optional() }),
      response: () => runGraphSchema,
    },
  ),
  runReplay: route(
    {
      method: "GET",
      path: "/api/runs/:id/replay",
      scope: "read",
      callers: ["run"],
      summary: "Show the graph of sub-agents that a run belongs to step by step, without running anything",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      /** Steps after this one; default: from the first. */
      query: () => z.object({ after: z.coerce.number().int().min(0).default(0), limit: limitQuery(200) }),
      response: () => runReplaySchema,
    },
  ),
  runTrace: route(
    {
      method: "GET",
      path: "/api/runs/:id/trace",
      scope: "read",
      summary: "Show what a run and everything below it did, as spans",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      query: () => z.object({ limit: limitQuery(2_000, 10_000) }),
      response: () => traceSchema,
    },
  ),
  runLog: route(
    {
      method: "GET",
      path: "/api/runs/:id/log",
      scope: "read",
      summary: "List a run's recorded events, in order",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      query: () =>
        z.object({
          limit: limitQuery(1_000),
          /** Only events with a higher number. */
          since: z.coerce.number().int().min(0).default(0),
        }),
      response: () => z.array(runLogEntrySchema),
    },
  ),
  runDiff: route(
    {
      method: "GET",
      path: "/api/runs/:id/diff",
      scope: "read",
      summary: "Show the uncommitted changes in the workspace of a run's agent",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => idParams,
      response: () => workspaceDiffSchema,
    },
  ),
  listEvents: route(
    {
      method: "GET",
      path: "/api/events",
      scope: "read",
      summary: "List recorded events, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          limit: limitQuery(200),
          /** Only events with a lower number. */
          before: z.coerce.number().int().min(1).optional(),
          /** Names such as `run.failed`, or their first parts such as `budget`, separated by commas. */
          types: z.string().max(2_000).optional(),
          agent: z.string().max(64).optional(),
        }),
      response: () =>
        z.object({
          events: z.array(
            runLogEntrySchema.extend({
              conversationId: z.string().optional(),
              runId: z.string().optional(),
              messageRowId: z.number().int().optional(),
              agentId: z.string().optional(),
            }),
          ),
          /** Continue with events before this number; null when there are no more. A page may be empty and continue. */
          next: z.number().int().nullable(),
        }),
    },
  ),
  eventStream: route(
    {
      method: "GET",
      path: "/api/events/stream",
      scope: "read",
      callers: ["channel"],
      summary: "Stream events (server-sent events) with replay",
      bodyLimit: SMALL_BODY,
      stream: "sse",
    },
    {
      query: () =>
        z.object({
          since: z.coerce.number().int().min(0).optional(),
          types: z.string().max(2_000).optional(),
          conversation: z.string().max(100).optional(),
          agent: z.string().max(64).optional(),
        }),
      response: () => z.unknown(),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
