/**
 * Limits that stop runaway conversations, with their defaults. Each has a code, which the event `limit.reached` and
 * the reply to the person contain.
 */
import { z } from "zod";

const limits = {
  hops: z
    .number()
    .int()
    .min(0)
    .max(100)
    .describe("Maximum number of consecutive handoffs, counted from the person's message."),
  messages: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .describe("Maximum number of messages in a conversation, including the first."),
  fanOut: z.number().int().min(1).max(256).describe("Maximum number of handoffs in one answer."),
  durationMs: z
    .number()
    .int()
    .min(1_000)
    .max(30 * 86_400_000)
    .describe("Longest duration of a conversation in milliseconds."),
  pairRepeats: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .describe("Maximum number of handoffs from one agent to the same other agent in a conversation."),
};

/** The effective limits. Absent ones get their defaults. */
export const conversationLimitsSchema = z
  .strictObject({
    hops: limits.hops.default(8),
    messages: limits.messages.default(50),
    fanOut: limits.fanOut.default(16),
    durationMs: limits.durationMs.default(6 * 3_600_000),
    pairRepeats: limits.pairRepeats.default(4),
  })
  .describe("Limits that stop runaway conversations. The reply says which limit was reached.");
export type ConversationLimits = z.infer<typeof conversationLimitsSchema>;

/** A team's own limits. Absent ones come from the general limits. */
export const limitOverridesSchema = z.strictObject(limits).partial();

export const LIMIT_CODES = [
  "LIMIT_HOPS",
  "LIMIT_MESSAGES",
  "LIMIT_FAN_OUT",
  "LIMIT_DURATION",
  "LIMIT_PAIR_REPEATS",
] as const;
export const limitCodeSchema = z.enum(LIMIT_CODES);
export type LimitCode = z.infer<typeof limitCodeSchema>;

/** What runs have the daemon store, each kind with a limit of its own. */
export const RUN_WRITE_KINDS = [
  "notes",
  "prompts",
  "tasks",
  "schedules",
  "replies",
  "posts",
  "messages",
  "questions",
  "plans",
] as const;
export type RunWriteKind = (typeof RUN_WRITE_KINDS)[number];
