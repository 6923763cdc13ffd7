/**
 * Classes of run failures. The class, never the text, decides what happens next: the queue retries `transient` and
 * `rate_limited`, and no other class. `budget` marks work that a budget stopped or refused.
 */
import { z } from "zod";

export const RUN_ERROR_CLASSES = [
  "transient",
  "rate_limited",
  "auth",
  "not_found",
  "context_too_long",
  "invalid",
  "interrupted",
  "cancelled",
  "budget",
] as const;
export const runErrorClassSchema = z.enum(RUN_ERROR_CLASSES);
export type RunErrorClass = z.infer<typeof runErrorClassSchema>;

/** Why a run failed. `message` is shown to people, so it must be readable and free of secrets. */
export const runErrorSchema = z.object({
  class: runErrorClassSchema,
  message: z.string(),
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs: z.number().int().nonnegative().optional(),
});
export type RunErrorInfo = z.infer<typeof runErrorSchema>;
