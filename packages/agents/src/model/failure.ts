/** What a failed model call means: one class that decides about a retry, and how long the provider wants us to wait. */
import type { RunErrorClass } from "@tinyagi/contracts";
import { APICallError } from "ai";
import { ModelCallError } from "../errors.js";

const CONTEXT_TOO_LONG = /context.?(length|window)|too many tokens|prompt is too long|maximum context/i;
/** How a connection that broke in the middle of an answer shows in fetch. */
const FETCH_BROKE = /^(terminated|fetch failed|network|other side closed|socket hang up)/i;
const RETRYABLE: ReadonlySet<RunErrorClass> = new Set(["transient", "rate_limited"]);
const MS_PER_SECOND = 1_000;

/** Whether the same call may succeed later. */
export function isRetryable(error: ModelCallError): boolean {
  return RETRYABLE.has(error.class);
}

/**
 * Any error of a model call as a {@link ModelCallError}; the original is its `cause`. The message never repeats what a
 * provider wrote, since that may hold the prompt or the key.
 */
export function failureOf(error: unknown, now: number): ModelCallError {
  if (error instanceof ModelCallError) return error;
  if (!APICallError.isInstance(error)) return unknownFailure(error);
  const status = error.statusCode;
  const errorClass = classOf(error);
  const advice = ADVICE[errorClass] ?? AGAIN;
  const where = status === undefined ? "could not be reached" : `answered ${status}`;
  return new ModelCallError(errorClass, `The model provider ${where}. ${advice}`, {
    retryAfterMs: retryAfterMs(error.responseHeaders, now),
    cause: error,
  });
}

const AGAIN = "Try again.";
const CHECK = "Try again; if it stays so, check the network, the base URL and the provider's status page.";

const ADVICE: Partial<Record<RunErrorClass, string>> = {
  auth: "Check the API key and its rights.",
  not_found: "Check the name of the model and the base URL.",
  context_too_long: "The conversation is too long for the model; shorten it or start a new one.",
  transient: CHECK,
  invalid: "The request was refused; check the model's settings and the tools.",
};

function unknownFailure(error: unknown): ModelCallError {
  const name = error instanceof Error ? error.name : "";
  if (name === "AI_LoadAPIKeyError") {
    return new ModelCallError("auth", "The model has no API key. Configure one.", { cause: error });
  }
  const broken = error instanceof Error && ("code" in error || FETCH_BROKE.test(error.message));
  const parse =
    name === "AI_JSONParseError" || name === "AI_TypeValidationError" || name.startsWith("AI_Invalid");
  if (broken || parse) {
    return new ModelCallError("transient", `The connection to the model provider broke. ${CHECK}`, {
      cause: error,
    });
  }
  return new ModelCallError("invalid", "The model call failed in an unexpected way; see the cause.", {
    cause: error,
  });
}

function classOf(error: APICallError): RunErrorClass {
  const status = error.statusCode;
  const body = `${error.responseBody ?? ""} ${error.message}`;
  if (status === 401 || status === 403) return "auth";
  if (status === 404) return "not_found";
  if (status === 429) return "rate_limited";
  if (status === 413 || (status === 400 && CONTEXT_TOO_LONG.test(body))) return "context_too_long";
  if (status === undefined || status >= 500 || status === 408 || status === 409) return "transient";
  return status < 400 || error.isRetryable ? "transient" : "invalid";
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function retryAfterMs(headers: Record<string, string> | undefined, now: number): number | undefined {
  const ms = Number.parseFloat(headers?.["retry-after-ms"] ?? "");
  if (ms >= 0) return Math.ceil(ms);
  const text = headers?.["retry-after"];
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (seconds >= 0) return Math.ceil(seconds * MS_PER_SECOND);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
