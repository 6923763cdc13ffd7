/**
 * What a worker says that the program of a run does. It comes from another machine, so each event is checked. One of an
 * unknown kind is left out: the worker may be newer. A process of another machine is never named: its number means
 * nothing here, and could be that of any process.
 */
import {
  contextUseSchema,
  type HarnessEvent,
  quotaWindowSchema,
  runErrorClassSchema,
  usageSchema,
} from "@tinyagi/contracts";
import { z } from "zod";

const count = z.int().nonnegative();
const toolCall = { name: z.string(), callId: z.string().optional() };

const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("version"), version: z.string() }),
  z.object({ type: z.literal("text"), text: z.string(), delta: z.boolean() }),
  z.object({ type: z.literal("thought"), text: z.string(), durationMs: z.number().optional() }),
  z.object({ type: z.literal("tool.started"), ...toolCall, input: z.json().optional() }),
  z.object({
    type: z.literal("tool.completed"),
    ...toolCall,
    output: z.string().optional(),
    failed: z.boolean().optional(),
  }),
  z.object({ type: z.literal("usage"), usage: usageSchema }),
  contextUseSchema.extend({ type: z.literal("context") }),
  z.object({
    type: z.literal("model.completed"),
    durationMs: z.number(),
    model: z.string().optional(),
    usage: usageSchema.optional(),
    failed: z.boolean().optional(),
  }),
  z.object({ type: z.literal("quota"), windows: z.array(quotaWindowSchema).max(100) }),
  z.object({ type: z.literal("session"), sessionId: z.string() }),
  z.object({ type: z.literal("permission.denied"), tool: z.string() }),
  z.object({ type: z.literal("background.ended"), count, commands: z.array(z.string()).max(1_000) }),
  z.object({
    type: z.literal("context.compacted"),
    tokensBefore: count.optional(),
    tokensAfter: count.optional(),
  }),
  z.object({ type: z.literal("effort.ignored") }),
  z.object({ type: z.literal("retrying"), attempt: count, reason: z.string() }),
  z.object({ type: z.literal("error"), class: runErrorClassSchema, message: z.string() }),
]);

/** @returns undefined for what is no event of ours */
export function readEvent(event: unknown): HarnessEvent | undefined {
  return eventSchema.safeParse(event).data as HarnessEvent | undefined;
}
