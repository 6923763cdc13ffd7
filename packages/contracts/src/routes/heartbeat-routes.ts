/** Heartbeats: messages that regularly ask an agent whether there is something to do. */
import { z } from "zod";
import { timeSchema } from "../conversation.js";
import { entityIdSchema } from "../id.js";
import { heartbeatIntervalSchema } from "../settings/heartbeat.js";
import { HEARTBEAT_OFF } from "../vocabulary.js";
import { MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
export const heartbeatStateSchema = z.object({
  agent: z.string(),
  /** Whether the agent gets heartbeats. */
  enabled: z.boolean(),
  /** Why it gets none, in English. */
  reason: z.string().nullable(),
  /** The same as a code. Answers of earlier daemons have none. */
  why: z.enum(HEARTBEAT_OFF).nullable().optional(),
  /** Seconds between two heartbeats; 0 when there are none. */
  interval: z.number().int(),
  lastSentAt: timeSchema.nullable(),
  /** The earliest time: a busy agent gets it later. */
  nextDueAt: timeSchema.nullable(),
  /** Heartbeats that failed in a row. Each doubles the wait, up to a day. */
  failures: z.number().int(),
  /** The conversation of the last heartbeat. */
  conversationId: z.string().nullable(),
});
export type HeartbeatState = z.infer<typeof heartbeatStateSchema>;

export const heartbeatRoutes = {
  listHeartbeats: route(
    {
      method: "GET",
      path: "/api/heartbeats",
      scope: "read",
      summary: "List each agent's heartbeat: interval, last time and next time",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () => z.array(heartbeatStateSchema),
    },
  ),
  getHeartbeat: route(
    {
      method: "GET",
      path: "/api/agents/:id/heartbeat",
      scope: "read",
      summary: "Get an agent's heartbeat.md and heartbeat settings",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () =>
        z.object({
          content: z.string(),
          path: z.string(),
          enabled: z.boolean(),
          interval: z.number().int().optional(),
        }),
    },
  ),
  putHeartbeat: route(
    {
      method: "PUT",
      path: "/api/agents/:id/heartbeat",
      scope: "write",
      summary: "Change heartbeat.md or the interval, or turn the heartbeat on or off",
      bodyLimit: 2 * MIB,
    },
    {
      params: () => agentParams,
      body: () =>
        z.object({
          content: z.string().max(MIB).optional(),
          enabled: z.boolean().optional(),
          /** Seconds; 0 = never, null = the value of `monitoring.heartbeat_interval`. */
          interval: heartbeatIntervalSchema.nullish(),
        }),
      response: () => okSchema,
    },
  ),
  runHeartbeat: route(
    {
      method: "POST",
      path: "/api/agents/:id/heartbeat/run",
      scope: "write",
      summary: "Run a heartbeat now; its answer is always kept as a reply",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => okSchema.extend({ messageId: z.string(), conversationId: z.string() }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
