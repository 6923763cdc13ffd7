/**
 * The catalogue of error codes. A code is part of the public API: it is never renamed or reused, only added.
 */

/** HTTP status and whether the same request may succeed later, by code. */
export const ERROR_CODES = {
  INVALID_INPUT: { status: 400, retryable: false },
  INVALID_JSON: { status: 400, retryable: false },
  INVALID_HOST: { status: 403, retryable: false },
  MALFORMED_HOST: { status: 400, retryable: false },
  FORBIDDEN_ORIGIN: { status: 403, retryable: false },
  UNAUTHORIZED: { status: 401, retryable: false },
  FORBIDDEN: { status: 403, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false },
  CONFLICT: { status: 409, retryable: false },
  DUPLICATE_MESSAGE: { status: 409, retryable: false },
  EVENTS_PRUNED: { status: 410, retryable: false },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false },
  RATE_LIMITED: { status: 429, retryable: true },
  INTERNAL: { status: 500, retryable: true },
  UNAVAILABLE: { status: 503, retryable: true },
  SHUTTING_DOWN: { status: 503, retryable: true },
  TOO_MANY_STREAMS: { status: 503, retryable: true },
  UNKNOWN_AGENT: { status: 400, retryable: false },
  NO_AGENTS: { status: 409, retryable: false },
  SETTINGS_INVALID: { status: 400, retryable: false },
  SETTINGS_UNREADABLE: { status: 500, retryable: false },
  SECRET_UNRESOLVED: { status: 500, retryable: false },
  STORE_TOO_NEW: { status: 500, retryable: false },
  STORE_DAMAGED: { status: 500, retryable: false },
  STORE_UNAVAILABLE: { status: 503, retryable: true },
  SQLITE_TOO_OLD: { status: 500, retryable: false },
  HOME_LOCKED: { status: 409, retryable: true },
  HOME_UNWRITABLE: { status: 500, retryable: false },
  PORT_IN_USE: { status: 500, retryable: true },
  STALE_RUN: { status: 409, retryable: false },
  ILLEGAL_TRANSITION: { status: 409, retryable: false },
  PATH_REFUSED: { status: 400, retryable: false },
  SPAWN_REFUSED: { status: 409, retryable: false },
  BUDGET_EXCEEDED: { status: 409, retryable: false },
  CANCELLED: { status: 409, retryable: false },
  DAEMON_UNREACHABLE: { status: 503, retryable: true },
  TIMED_OUT: { status: 504, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;
