/** Why a run failed. */
import { z } from "zod";
import { RUN_ERROR_CLASSES } from "./vocabulary.js";

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
