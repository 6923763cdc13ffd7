/**
 * Limits that stop conversations from running away, with their defaults. Each has a typed name: the event
 * `limit.reached` and the reply to the person carry it.
 */
import { z } from "zod";

export const conversationLimitsSchema = z.strictObject({
  /** Handoffs in a row, counted from the person's message. */
  hops: z.number().int().min(0).max(100).default(8),
  /** Messages of one conversation, the first included. */
  messages: z.number().int().min(1).max(10_000).default(50),
  /** Handoffs in one output. */
  fanOut: z.number().int().min(1).max(256).default(16),
  /** Life of a conversation in milliseconds. */
  durationMs: z
    .number()
    .int()
    .min(1_000)
    .max(30 * 86_400_000)
    .default(6 * 3_600_000),
  /** Handoffs from one agent to one other within a conversation. */
  pairRepeats: z.number().int().min(1).max(1_000).default(4),
});
export type ConversationLimits = z.infer<typeof conversationLimitsSchema>;

export const LIMIT_CODES = [
  "LIMIT_HOPS",
  "LIMIT_MESSAGES",
  "LIMIT_FAN_OUT",
  "LIMIT_DURATION",
  "LIMIT_PAIR_REPEATS",
] as const;
export const limitCodeSchema = z.enum(LIMIT_CODES);
export type LimitCode = z.infer<typeof limitCodeSchema>;
