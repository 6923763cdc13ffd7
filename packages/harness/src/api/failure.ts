/** Classifies failures of the agent loop for the queue. Pure. */
import { ModelCallError, RunLimitError, type RunResult } from "@tinyagi/agents";
import { readableMessage } from "@tinyagi/base";
import { failureWith, HarnessError, isAppError } from "@tinyagi/contracts";

/** Turns an error of the loop into a typed failure. */
export function apiFailure(
  error: unknown,
  { env, partialText }: { env: Readonly<Record<string, string>>; partialText: string },
): HarnessError {
  if (error instanceof HarnessError) return withPartialText(error, partialText);
  const options = { cause: error, ...(partialText === "" ? {} : { partialText }) };
  if (error instanceof ModelCallError) {
    const { retryAfterMs, failureCause, modelOnly } = error;
    return new HarnessError(error.class, readableMessage(error.message, env), {
      ...options,
      retryAfterMs,
      failureCause,
      modelOnly,
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
  return new HarnessError(
    "transient",
    "the run failed because of an internal error; see the daemon's log: tinyagi logs",
    options,
  );
}

function withPartialText(error: HarnessError, partialText: string): HarnessError {
  if (partialText === "" || error.partialText !== undefined) return error;
  const { class: errorClass, failureCause, message, retryAfterMs, sessionLost, modelOnly } = error;
  return new HarnessError(errorClass, message, {
    partialText,
    failureCause,
    retryAfterMs,
    sessionLost,
    modelOnly,
    cause: error,
  });
}

/** The failure of a run that reached a limit. Undefined if the run has an answer; a cut answer counts. */
export function partialFailure(result: RunResult): HarnessError | undefined {
  const { limit, text } = result;
  const options = text === "" ? {} : { partialText: text };
  switch (limit) {
    case null:
      return undefined;
    case "output_length":
      return text === ""
        ? new HarnessError("transient", "the model reached its output limit before it answered", options)
        : undefined;
    case "no_progress":
      return new HarnessError("invalid", "the agent kept repeating the same tool calls", options);
    case "content_filter":
      return new HarnessError("invalid", "the provider's content filter stopped the answer", options);
    default:
      return failureWith("turn_limit", "the agent reached its step limit without an answer", options);
  }
}
