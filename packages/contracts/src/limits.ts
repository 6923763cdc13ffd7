/**
 * Limits that stop conversations from running away, with their defaults. Each has a typed name: the event
 * `limit.reached` and the reply to the person carry it.
 */
import { z } from "zod";

const limits = {
  hops: z.number().int().min(0).max(100).describe("Handoffs in a row, counted from the person's message."),
  messages: z.number().int().min(1).max(10_000).describe("Messages of one conversation, the first included."),
  fanOut: z.number().int().min(1).max(256).describe("Handoffs in one output."),
  durationMs: z
    .number()
    .int()
    .min(1_000)
    .max(30 * 86_400_000)
    .describe("Life of a conversation in milliseconds."),
  pairRepeats: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .describe("Handoffs from one agent to one other within a conversation."),
};

/** The limits in force: what is not named has its default. */
export const conversationLimitsSchema = z
  .strictObject({
    hops: limits.hops.default(8),
    messages: limits.messages.default(50),
    fanOut: limits.fanOut.default(16),
    durationMs: limits.durationMs.default(6 * 3_600_000),
    pairRepeats: limits.pairRepeats.default(4),
  })
  .describe("Limits that stop conversations from running away; the reply says which one did.");
export type ConversationLimits = z.infer<typeof conversationLimitsSchema>;

/** A team's own limits: only what is named, so that the general ones hold for the rest. */
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
