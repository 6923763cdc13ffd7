/** Converts refusals and broken connections to `AppError`. */
import {
  AppError,
  ConfirmationRequired,
  ERROR_CODES,
  type ErrorBody,
  type ErrorCode,
  type ErrorDetail,
  type RequiredConfirmation,
} from "@tinyagi/contracts";
import type { HttpAnswer } from "./http.js";

/** Codes by HTTP status, for a refusal of TinyAGI without a known code. */
const CODE_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: "INVALID_INPUT",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  408: "TIMED_OUT",
  409: "CONFLICT",
  410: "EVENTS_PRUNED",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "RATE_LIMITED",
  503: "UNAVAILABLE",
  504: "TIMED_OUT",
};

/** First of those that a proxy sends while TinyAGI behind it is away: the same call may succeed later. */
const FAULTS = 500;

/** The error for a response that is not a success. */
export async function toRefusal(response: HttpAnswer, baseUrl: string): Promise<AppError> {
  const body = await response.json().catch(() => undefined);
  const fallback = CODE_BY_STATUS[response.status] ?? "INTERNAL";
  if (!isErrorBody(body)) {
    const code = foreignCode(response.status);
    const message = `What answers at ${baseUrl} is not TinyAGI, or a proxy before it: status ${response.status}. Check the address, and whether TinyAGI runs behind it.`;
    return new AppError(code, message);
  }
  const code = Object.hasOwn(ERROR_CODES, body.code) ? (body.code as ErrorCode) : fallback;
  if (code === "CONFIRMATION_REQUIRED" && isConfirmation(body.confirmation))
    return new ConfirmationRequired(body.confirmation, body.error);
  return new AppError(code, body.error, { details: (body.details ?? []).filter(isDetail) });
}

/** Of a page of another program, or of a proxy before TinyAGI. */
function foreignCode(status: number): ErrorCode {
  const known = CODE_BY_STATUS[status];
  return known ?? (status >= FAULTS ? "UNAVAILABLE" : "NOT_FOUND");
}

/** The error for a request without a complete response. */
export function unreachable(baseUrl: string, cause: unknown): AppError {
  return new AppError("DAEMON_UNREACHABLE", `TinyAGI does not answer at ${baseUrl}`, { cause });
}

/** The error for a response that a TinyAGI server never sends. */
export function foreignAnswer(baseUrl: string, cause?: unknown): AppError {
  return new AppError(
    "UNAVAILABLE",
    `What answers at ${baseUrl} is not TinyAGI. Check the address and the port.`,
    { cause },
  );
}

/** Whether the connection was refused, so that the server cannot have accepted anything. */
export function wasRefusedConnection(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1) {
    if ("code" in cause && cause.code === "ECONNREFUSED") return true;
    if (cause instanceof AggregateError && cause.errors.some(wasRefusedConnection)) return true;
  }
  return false;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return (
    typeof value === "object" &&
    value !== null &&
    "error" in value &&
    typeof value.error === "string" &&
    (!("code" in value) || typeof value.code === "string") &&
    (!("details" in value) || Array.isArray(value.details))
  );
}

function isDetail(value: unknown): value is ErrorDetail {
  return (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  );
}

/** The server's own answer: only as much is checked as keeps a foreign answer from looking like one. */
function isConfirmation(value: unknown): value is RequiredConfirmation {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    "changes" in value &&
    Array.isArray(value.changes)
  );
}
