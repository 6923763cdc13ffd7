/**
 * Converts every thrown value to the one error shape `{error, code, details?}`. Only an `AppError` keeps its own
 * message. Any other error becomes a bare 500; the log has its cause under the request's id.
 */
import {
  AppError,
  type ErrorBody,
  isAppError,
  isConfirmationRequired,
  storageError,
} from "@tinyagi/contracts";
import type { FastifyReply, FastifyRequest } from "fastify";
import { openaiError } from "../openai/error.js";
import type { ServerLog } from "../options.js";
import { RetryLaterError } from "../security/wrong-credentials.js";

const SERVER_ERROR = 500;
const CLIENT_ERROR = 400;

/** Sends the error and logs failures of the server. */
export function sendError(options: {
  error: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
  log: ServerLog;
}): void {
  const { request, reply, log } = options;
  const error = translate(options.error);
  if (error.status >= SERVER_ERROR && !(error instanceof RetryLaterError)) {
    const fields = {
      err: options.error,
      requestId: request.id,
      route: request.routeOptions?.url,
      code: error.code,
    };
    log.error(fields, "request failed");
    reply.header("x-request-id", request.id);
  }
  if (error.status === 401) reply.header("www-authenticate", "Bearer");
  // Fastify would close the connection while the caller still sends. The rest is drained briefly instead, so that the
  // caller can read the answer.
  if (error.code === "PAYLOAD_TOO_LARGE") reply.removeHeader("connection");
  // OpenAI's clients repeat most failures by themselves. A failed agent has had all its attempts.
  if (error.code === "AGENT_FAILED") reply.header("x-should-retry", "false");
  if (error instanceof RetryLaterError) reply.header("retry-after", String(error.retryAfterS));
  reply
    .code(error.status)
    .type("application/json; charset=utf-8")
    .send(JSON.stringify(toBody(error, request)));
}

function toBody(error: AppError, request: FastifyRequest): object {
  const refusal = request.routeOptions?.config?.definition?.refusal;
  if (refusal === "openai") return { ...openaiError(error), code: error.code };
  return refusal === "ok-false" ? { ...errorBody(error), ok: false } : errorBody(error);
}

/** The body of a refusal. */
export function errorBody(error: AppError): ErrorBody {
  const asked = isConfirmationRequired(error) ? { confirmation: error.confirmation } : {};
  const base = { error: error.message, code: error.code, ...getDuplicate(error), ...asked };
  return error.details.length === 0 ? base : { ...base, details: error.details };
}

/** 0.0.20 answers with the repeated id in its own field, which its channels read. */
function getDuplicate(error: AppError): { messageId?: string } {
  if (error.code !== "DUPLICATE_MESSAGE") return {};
  const id = error.details.find((detail) => detail.path === "messageId");
  return id === undefined ? {} : { messageId: id.message };
}

function translate(error: unknown): AppError {
  if (error instanceof AppError || (isAppError(error) && typeof error.status === "number")) return error;
  const { code, statusCode } =
    error instanceof Error ? (error as { code?: unknown; statusCode?: unknown }) : {};
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new AppError("PAYLOAD_TOO_LARGE", "The body is larger than this route accepts.", {
        cause: error,
      });
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
    case "FST_ERR_CTP_INVALID_TYPE":
      return new AppError("UNSUPPORTED_MEDIA_TYPE", "Send the body as application/json.", { cause: error });
    case "FST_ERR_BAD_URL":
      return new AppError(
        "INVALID_INPUT",
        "The path is not UTF-8 in percent-encoding: write a % in it as %25.",
        {
          cause: error,
        },
      );
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new AppError("INVALID_INPUT", "A part of the path is longer than any id or name.", {
        cause: error,
      });
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
    case "ECONNRESET":
      return new AppError("INVALID_INPUT", "The body ended early.", { cause: error });
    default:
  }
  if (typeof code === "string" && code.startsWith("FST_") && typeof statusCode === "number") {
    if (statusCode >= CLIENT_ERROR && statusCode < SERVER_ERROR) {
      return new AppError("INVALID_INPUT", "The request could not be read.", { cause: error });
    }
  }
  return storageError(error) ?? new AppError("INTERNAL", "Internal server error", { cause: error });
}
