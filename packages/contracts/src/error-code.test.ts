import { expect, test } from "vitest";
import { AppError, isAppError } from "./app-error.js";
import { ERROR_CODES } from "./error-code.js";

test("published codes keep their name, status and meaning; new ones are appended to this list", () => {
  expect(
    Object.entries(ERROR_CODES).map(
      ([code, { status, retryable }]) => `${code} ${status}${retryable ? " retry" : ""}`,
    ),
  ).toEqual([
    "INVALID_INPUT 400",
    "INVALID_JSON 400",
    "INVALID_HOST 403",
    "MALFORMED_HOST 400",
    "FORBIDDEN_ORIGIN 403",
    "UNAUTHORIZED 401",
    "FORBIDDEN 403",
    "NOT_FOUND 404",
    "METHOD_NOT_ALLOWED 405",
    "NOT_ACCEPTABLE 406",
    "CONFLICT 409",
    "DUPLICATE_MESSAGE 409",
    "EVENTS_PRUNED 410",
    "PAYLOAD_TOO_LARGE 413",
    "UNSUPPORTED_MEDIA_TYPE 415",
    "RATE_LIMITED 429 retry",
    "INTERNAL 500 retry",
    "UNAVAILABLE 503 retry",
    "SHUTTING_DOWN 503 retry",
    "TOO_MANY_STREAMS 503 retry",
    "UNKNOWN_AGENT 400",
    "NO_AGENTS 409",
    "SETTINGS_INVALID 400",
    "SETTINGS_UNREADABLE 500",
    "SECRET_UNRESOLVED 500",
    "STORE_TOO_NEW 500",
    "STORE_DAMAGED 500",
    "STORE_UNAVAILABLE 503 retry",
    "SQLITE_TOO_OLD 500",
    "HOME_LOCKED 409 retry",
    "HOME_UNWRITABLE 500",
    "PORT_IN_USE 500 retry",
    "STALE_RUN 409",
    "ILLEGAL_TRANSITION 409",
    "PATH_REFUSED 400",
    "SPAWN_REFUSED 409",
    "BUDGET_EXCEEDED 409",
    "AGENT_FAILED 502",
    "CANCELLED 409",
    "DAEMON_UNREACHABLE 503 retry",
    "TIMED_OUT 504 retry",
    "IMPORT_REFUSED 409",
    "BACKUP_INVALID 400",
    "CONFIRMATION_NEEDED 409",
    "APPROVAL_ANSWERED 409",
    "APPROVAL_CHANGED 409",
    "APPROVAL_CLOSED 409",
    "CONFIRMATION_REQUIRED 403",
    "STORAGE_FULL 507 retry",
    "STORAGE_UNAVAILABLE 503 retry",
    "TOO_MANY_FILES 503 retry",
    "BACKUP_TARGET_UNAVAILABLE 503 retry",
    "PLACE_OFFLINE 503 retry",
  ]);
});

test("an error carries the status and retryability of its code, its details and its cause", () => {
  const cause = new Error("disk");
  const error = new AppError("STORE_UNAVAILABLE", "Try again.", {
    cause,
    details: [{ path: "a", message: "b" }],
  });
  expect(error).toMatchObject({
    code: "STORE_UNAVAILABLE",
    status: 503,
    retryable: true,
    cause,
    details: [{ path: "a", message: "b" }],
  });
  expect(new AppError("NOT_FOUND", "x").details).toEqual([]);
});

test("isAppError recognises subclasses and copies, and nothing else", () => {
  class Special extends AppError {}
  const special = new Special("NOT_FOUND", "x");
  expect(isAppError(special)).toBe(true);
  expect(isAppError(special, "NOT_FOUND")).toBe(true);
  expect(isAppError(special, "CONFLICT")).toBe(false);
  expect(isAppError(Object.assign(new Error("x"), { code: "ENOENT" }))).toBe(false);
  expect(isAppError({ code: "NOT_FOUND", details: [] })).toBe(false);
});
