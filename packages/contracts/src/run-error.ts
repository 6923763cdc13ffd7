/**
 * Classes of run failures. The class, not the text, decides what happens next: `transient` and
 * `rate_limited` are retried by the queue, the others are not.
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
] as const;
export const runErrorClassSchema = z.enum(RUN_ERROR_CLASSES);
export type RunErrorClass = z.infer<typeof runErrorClassSchema>;

/** What went wrong in a run; `message` is shown to people, so it must be readable and free of secrets. */
export const runErrorSchema = z.object({
  class: runErrorClassSchema,
  message: z.string(),
  /** How long the provider asked us to wait, in milliseconds. */
  retryAfterMs: z.number().int().nonnegative().optional(),
});
export type RunErrorInfo = z.infer<typeof runErrorSchema>;
