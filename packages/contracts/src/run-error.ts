/** Why a run failed. */
import { z } from "zod";
import { FAILURE_CAUSES, RUN_ERROR_CLASSES } from "./vocabulary.js";

export const runErrorClassSchema = z.enum(RUN_ERROR_CLASSES);
export type RunErrorClass = z.infer<typeof runErrorClassSchema>;

export const failureCauseSchema = z.enum(FAILURE_CAUSES);
export type FailureCause = z.infer<typeof failureCauseSchema>;

/** The class on the wire of each cause. */
export const CLASS_OF_CAUSE: Readonly<Record<FailureCause, RunErrorClass>> = {
  outage: "transient",
  captive_portal: "transient",
  certificate: "transient",
  limit: "rate_limited",
  quota: "auth",
  login: "auth",
  program: "not_found",
  container: "not_found",
  context_full: "context_too_long",
  refused: "invalid",
  turn_limit: "invalid",
  model_missing: "not_found",
  stalled: "transient",
  empty: "transient",
  unknown: "transient",
  interrupted: "interrupted",
  cancelled: "cancelled",
  budget: "budget",
};

/** What a class alone means: of a failure whose cause nobody named. */
const CAUSE_OF_CLASS: Readonly<Record<RunErrorClass, FailureCause>> = {
  transient: "unknown",
  rate_limited: "limit",
  auth: "login",
  not_found: "model_missing",
  context_too_long: "context_full",
  invalid: "refused",
  interrupted: "interrupted",
  cancelled: "cancelled",
  budget: "budget",
};

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

/** The cause of a failure. */
export function getCause({ cause, class: errorClass }: Pick<RunErrorInfo, "cause" | "class">): FailureCause {
  return cause ?? CAUSE_OF_CLASS[errorClass];
}
