import { AppError, isAppError } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import {
  ModelCallError,
  RunBudgetError,
  RunCancelledError,
  RunDeadlineError,
  RunLimitError,
  SessionBusyError,
  SubAgentDepthError,
  SubAgentInputError,
  toEventError,
  toSentence,
} from "./errors.js";

describe("errors of runs", () => {
  it.each([
    [new SubAgentDepthError(9, 8), "SubAgentDepthError", "SPAWN_REFUSED"],
    [new RunLimitError("tool_calls", "x"), "RunLimitError", "CONFLICT"],
    [new RunDeadlineError("x"), "RunDeadlineError", "TIMED_OUT"],
    [new RunBudgetError("x"), "RunBudgetError", "BUDGET_EXCEEDED"],
    [new RunCancelledError("x"), "RunCancelledError", "CANCELLED"],
    [new SubAgentInputError("input"), "SubAgentInputError", "INVALID_INPUT"],
    [new SessionBusyError(), "SessionBusyError", "CONFLICT"],
  ])("%s is an error of the project with a name and a code", (error, name, code) => {
    expect(isAppError(error)).toBe(true);
    expect([error.name, error.code]).toEqual([name, code]);
    expect(error.message).not.toBe("");
  });

  it.each([
    ["transient", "UNAVAILABLE", true],
    ["rate_limited", "RATE_LIMITED", true],
    ["auth", "UNAUTHORIZED", false],
    ["not_found", "NOT_FOUND", false],
    ["context_too_long", "PAYLOAD_TOO_LARGE", false],
    ["invalid", "INVALID_INPUT", false],
  ] as const)("a model call that failed as %s has the code %s", (errorClass, code, retryable) => {
    const error = new ModelCallError(errorClass, "x");
    expect([error.code, error.retryable, error.class]).toEqual([code, retryable, errorClass]);
  });

  it("name the deadline and the budget as the limits they are", () => {
    expect(new RunDeadlineError("x", "half")).toMatchObject({ limit: "wall_clock", partialText: "half" });
    expect(new RunBudgetError("x", "half")).toMatchObject({ limit: "budget", partialText: "half" });
  });

  it("keep what caused them", () => {
    const cause = new Error("below");
    expect(new RunCancelledError("x", cause).cause).toBe(cause);
    expect(new ModelCallError("auth", "x", { cause }).cause).toBe(cause);
  });

  it("name the field of an input and its path", () => {
    const error = new SubAgentInputError("input");
    expect(error.message).toContain('"input"');
    expect(error.details).toEqual([{ path: "input", message: "must be a non-empty string" }]);
  });
});

describe("words about an error", () => {
  it("are its message for a tool result, bounded", () => {
    expect(toSentence(new Error("disk full"))).toBe("disk full");
    expect(toSentence("text")).toBe("text");
    expect(toSentence(new Error("x".repeat(900)))).toHaveLength(501);
  });

  it("are only its kind in an event, unless it is one of ours", () => {
    expect(toEventError(new TypeError("private"))).toBe("TypeError");
    expect(toEventError("private")).toBe("Error");
    expect(toEventError(new AppError("CONFLICT", "A known sentence."))).toBe("A known sentence.");
  });
});
