/** The engine's errors: names and codes are part of the interface. */
import { expect, test } from "vitest";
import {
  BudgetError,
  CancelledError,
  DeadlineError,
  JournalError,
  NodeFailedError,
  PlanError,
  QuorumError,
  SPAWN_REFUSALS,
  SpawnRefusedError,
} from "./errors.js";

test.each([
  [new PlanError([]), "PlanError", "INVALID_INPUT"],
  [new SpawnRefusedError("depth", []), "SpawnRefusedError", "SPAWN_REFUSED"],
  [new BudgetError("no room"), "BudgetError", "BUDGET_EXCEEDED"],
  [new DeadlineError("a", 5), "DeadlineError", "TIMED_OUT"],
  [new CancelledError("enough"), "CancelledError", "CANCELLED"],
  [new NodeFailedError("a/b", undefined), "NodeFailedError", "INTERNAL"],
  [new QuorumError({ needed: 2, completed: 1, of: 3 }, undefined), "QuorumError", "INTERNAL"],
  [new JournalError("CONFLICT", "held"), "JournalError", "CONFLICT"],
])("%s has its name and code", (error, name, code) => {
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code]).toEqual([name, code]);
});

test("reasons of refusals are frozen", () => {
  expect(SPAWN_REFUSALS).toEqual(["depth", "total", "fan_out", "duplicate_delegation", "tools", "budget"]);
});

test("a failed child keeps its own error as the cause", () => {
  const cause = new Error("disk full");
  const error = new NodeFailedError("p/c", cause);
  expect([error.nodeId, error.cause]).toEqual(["p/c", cause]);
  expect(error.message).not.toContain("disk full");
});

test("a deadline says what was late, by how much, and what to do", () => {
  expect(new DeadlineError("scan", 250).message).toBe(
    "scan did not end within 250 ms. Raise its timeout or give it less to do.",
  );
});

test("a cancellation keeps its reason", () => {
  expect(new CancelledError("the parent failed", "why")).toMatchObject({
    reason: "the parent failed",
    cause: "why",
  });
});
