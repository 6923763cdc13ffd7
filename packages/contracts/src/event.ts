/**
 * The journal's event union: dotted past-tense names, each written in the transaction of the change it tells.
 * `run.progressed` alone is live only (never stored, no sequence number).
 */
import { z } from "zod";
import { limitCodeSchema } from "./limits.js";
import { runErrorClassSchema } from "./run-error.js";
import { usageSchema } from "./usage.js";

const text = z.string();
const events = {
  "conversation.opened": z.object({
    channel: text,
    sender: text,
    messageId: text,
    targets: z.array(text),
    team: text.nullable(),
    join: text,
    followUpOf: text.nullable(),
  }),
  "conversation.closed": z.object({ status: text, replies: z.number().int() }),
  "message.accepted": z.object({
    messageId: text,
    agent: text,
    kind: text,
    fromAgent: text.nullable(),
    channel: text,
    sender: text,
    preview: text,
  }),
  "message.retrying": z.object({
    agent: text,
    attempt: z.number().int(),
    delayMs: z.number(),
    class: runErrorClassSchema,
    error: text,
  }),
  "message.died": z.object({
    agent: text,
    attempts: z.number().int(),
    class: runErrorClassSchema,
    error: text,
  }),
  "message.cancelled": z.object({ agent: text, reason: text }),
  "message.replayed": z.object({ agent: text, totalAttempts: z.number().int() }),
  "message.deleted": z.object({ agent: text }),
  "run.started": z.object({
    agent: text,
    agentName: text,
    fromAgent: text.nullable(),
    harness: text,
    provider: text,
    model: text.nullable(),
    attempt: z.number().int(),
    parentRunId: text.nullable(),
    rootRunId: text,
    depth: z.number().int(),
  }),
  "run.spawned": z.object({ agent: text, pid: z.number().int() }),
  "run.progressed": z.object({ agent: text, agentName: text, text, delta: z.boolean(), messageId: text }),
  "run.tool_started": z.object({ agent: text, name: text, callId: text.optional(), input: text.optional() }),
  "run.tool_completed": z.object({
    agent: text,
    name: text,
    callId: text.optional(),
    failed: z.boolean(),
    output: text.optional(),
  }),
  "run.permission_denied": z.object({ agent: text, tool: text }),
  "run.session_rebuilt": z.object({ agent: text, lostSessionId: text }),
  "run.completed": z.object({
    agent: text,
    agentName: text,
    output: text,
    usage: usageSchema,
    durationMs: z.number(),
    channel: text,
    sender: text,
    messageId: text,
    isTeamMessage: z.boolean(),
  }),
  "run.failed": z.object({ agent: text, class: runErrorClassSchema, error: text, willRetry: z.boolean() }),
  "run.interrupted": z.object({ agent: text, reason: text }),
  "run.cancelled": z.object({ agent: text, reason: text }),
  "handoff.created": z.object({
    fromAgent: text,
    toAgent: text,
    team: text.nullable(),
    hop: z.number().int(),
  }),
  "handoff.denied": z.object({ fromAgent: text, toAgent: text, reason: text }),
  "room.posted": z.object({ team: text, fromAgent: text, roomMessageId: z.number().int(), preview: text }),
  "file.denied": z.object({ agent: text, reason: text }),
  "limit.reached": z.object({
    code: limitCodeSchema,
    fromAgent: text,
    toAgent: text.nullable(),
    limit: z.number(),
  }),
  "reply.queued": z.object({
    outboxId: z.number().int(),
    channel: text,
    sender: text,
    agent: text.nullable(),
    messageId: text,
    length: z.number().int(),
    text,
  }),
  "reply.delivered": z.object({ outboxId: z.number().int(), channel: text, messageId: text }),
  "reply.failed": z.object({
    outboxId: z.number().int(),
    channel: text,
    attempts: z.number().int(),
    error: text,
    dead: z.boolean(),
  }),
  "settings.changed": z.object({ author: text, revision: z.number().int(), paths: z.array(text) }),
  "settings.rejected": z.object({ reason: text }),
  "daemon.started": z.object({ bootId: text, version: text, recovered: z.number().int() }),
  "daemon.stopping": z.object({ bootId: text, signal: text }),
} as const;

export type EventType = keyof typeof events;
export type EventData<T extends EventType> = z.infer<(typeof events)[T]>;

/** Schema of each event's `data`, by type. */
export const EVENT_SCHEMAS: { readonly [T in EventType]: (typeof events)[T] } = events;
export const EVENT_TYPES = Object.keys(events) as EventType[];

/** Ids that tie an event to its place; absent when they do not apply. */
export interface EventScope {
  conversationId?: string;
  runId?: string;
  messageRowId?: number;
  agentId?: string;
}

/** A journal row. `seq` is the SSE event id; live-only events have none. */
export type JournalEvent = {
  [T in EventType]: EventScope & { seq?: number; type: T; time: number; data: EventData<T> };
}[EventType];
