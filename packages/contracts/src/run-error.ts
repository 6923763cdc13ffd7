/** Why a run failed. */
import { z } from "zod";
import { FAILURE_CAUSES, RUN_ERROR_CLASSES } from "./vocabulary.js";

export const runErrorClassSchema = z.enum(RUN_ERROR_CLASSES);
export type RunErrorClass = z.infer<typeof runErrorClassSchema>;

export const failureCauseSchema = z.enum(FAILURE_CAUSES);
export type FailureCause = z.infer<typeof failureCauseSchema>;

/** Why a run failed. `message` is shown to people, so it must be readable and free of secrets. */
export const runErrorSchema = z.object({
  class: runErrorClassSchema,
  message: z.string(),
  /** Absent: what the class alone means. */
  cause: failureCauseSchema.optional(),
  /** How long the provider asks to wait, in milliseconds. */
  retryAfterMs: z.number().int().nonnegative().optional(),
  /** Whether only the model of the run is missing, as when it is overloaded: others of its provider may answer. */
  modelOnly: z.boolean().optional(),
  /** Whether the run had used tools, so that a repetition may repeat effects. */
  hadEffects: z.boolean().optional(),
});
export type RunErrorInfo = z.infer<typeof runErrorSchema>;
