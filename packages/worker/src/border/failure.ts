/** A failed run as JSON, from the worker that ran it to the daemon. */
import { failureCauseSchema, HarnessError, runErrorClassSchema } from "@tinyagi/contracts";
import { z } from "zod";

/** More of it would reach no screen. */
const MESSAGE_MAX = 10_000;
/** Also when each character is written as an escape, it can be sent. */
const PARTIAL_TEXT_MAX = 1024 * 1024;
/** A worker cannot keep its agents from being asked for longer. */
const RETRY_AFTER_MAX_MS = 60 * 60_000;

const failureSchema = z.object({
  class: runErrorClassSchema,
  cause: failureCauseSchema,
  message: z.string(),
  retryAfterMs: z.number().nonnegative().optional(),
  sessionLost: z.boolean(),
  modelOnly: z.boolean(),
  partialText: z.string().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

export function toFailure(error: unknown): Failure {
  const failed =
    error instanceof HarnessError
      ? error
      : new HarnessError("transient", `The run failed on the worker: ${String(error)}`);
  return {
    class: failed.class,
    cause: failed.failureCause,
    message: failed.message.slice(0, MESSAGE_MAX),
    sessionLost: failed.sessionLost,
    modelOnly: failed.modelOnly,
    ...(failed.retryAfterMs === undefined ? {} : { retryAfterMs: failed.retryAfterMs }),
    ...(failed.partialText === undefined
      ? {}
      : { partialText: failed.partialText.slice(0, PARTIAL_TEXT_MAX) }),
  };
}

/** The error that the run would have thrown here. */
export function fromFailure(failure: unknown): HarnessError {
  const read = failureSchema.safeParse(failure);
  if (!read.success) return new HarnessError("transient", "The worker did not say why the run failed.");
  const { class: errorClass, cause, message, retryAfterMs, sessionLost, modelOnly, partialText } = read.data;
  return new HarnessError(errorClass, message.slice(0, MESSAGE_MAX), {
    failureCause: cause,
    retryAfterMs: retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, RETRY_AFTER_MAX_MS),
    sessionLost,
    modelOnly,
    ...(partialText === undefined ? {} : { partialText }),
  });
}
