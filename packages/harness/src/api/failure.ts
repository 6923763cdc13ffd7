/** What a failed run of the agent loop means for the queue. Pure. */
import { ModelCallError, RunLimitError, type RunResult } from "@tinyagi/agents";
import { HarnessError, isAppError } from "@tinyagi/contracts";
import { readableMessage } from "@tinyagi/core";

/** Turns what the loop threw into a typed failure. */
export function apiFailure(
  error: unknown,
  { env, partialText }: { env: Readonly<Record<string, string>>; partialText: string },
): HarnessError {
  if (error instanceof HarnessError) return error;
  const options = { cause: error, ...(partialText === "" ? {} : { partialText }) };
  if (error instanceof ModelCallError) {
    const { retryAfterMs } = error;
    return new HarnessError(error.class, readableMessage(error.message, env), {
      ...options,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (error instanceof RunLimitError) return new HarnessError("invalid", error.message, options);
  if (isAppError(error)) {
    return new HarnessError(
      error.retryable ? "transient" : "invalid",
      readableMessage(error.message, env),
      options,
    );
  }
  return new HarnessError("transient", "the run failed for a reason of the machine", options);
}

/** A run that met a limit gave no answer, unless only its last words are missing. */
export function partialFailure(result: RunResult, timeoutMs: number): HarnessError | undefined {
  const { limit, text } = result;
  const options = text === "" ? {} : { partialText: text };
  switch (limit) {
    case null:
      return undefined;
    case "output_length":
      return text === ""
        ? new HarnessError("transient", "the model's limit of output was reached before its answer", options)
        : undefined;
    case "wall_clock":
      return new HarnessError(
        "transient",
        `api did not finish within ${Math.round(timeoutMs / 1_000)} s and was ended`,
        options,
      );
    case "no_progress":
      return new HarnessError("invalid", "the agent repeated the same calls without progress", options);
    case "content_filter":
      return new HarnessError("invalid", "the provider's content filter stopped the answer", options);
    default:
      return new HarnessError("invalid", "the agent reached its limit of steps without an answer", options);
  }
}
