/**
 * An error with a code of the catalogue: what the API answers with. A message says what happened and what to do next, and never quotes untrusted input.
 * `details` contain machine-readable facts.
 */
import { ERROR_CODES, type ErrorCode } from "./error-code.js";

/** One problem in an input: its path (`agents.coder.model`) and what is wrong. */
export interface ErrorDetail {
  path?: string;
  message: string;
}

export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  /** HTTP status of the code. */
  readonly status: number;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  readonly details: readonly ErrorDetail[];

  /**
   * @param code a frozen code of the catalogue
   * @param message what happened and what to do next
   * @param options `details` default to none; `cause` keeps the original error
   */
  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: readonly ErrorDetail[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = ERROR_CODES[code].status;
    this.retryable = ERROR_CODES[code].retryable;
    this.details = options.details ?? [];
  }
}

/** Whether `error` is an {@link AppError} (optionally of one code), also across duplicated module copies. */
export function isAppError(error: unknown, code?: ErrorCode): error is AppError {
  return (
    error instanceof Error &&
    "code" in error &&
    "details" in error &&
    (code === undefined || error.code === code)
  );
}
