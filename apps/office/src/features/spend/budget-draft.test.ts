import { budgetSchema } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { budgetCommands, budgetOf, draftOf, pathOf } from "./budget-draft";

it.each([
  ["day", "budgets.day"],
  ["agent:coder", "agents.coder.budget"],
  ["team:dev", "teams.dev.budget"],
  ["conversation", "budgets.conversation"],
  ["conversation:conv_1", "budgets.conversation"],
])("the budget of %s is stored at %s", (scope, path) => {
  expect(pathOf(scope).join(".")).toBe(path);
});

it("a budget that is opened and saved keeps all its amounts", () => {
  const stored = { usd: 2.5, tokens: 1_000, runs: 7, minutes: 0.5, onLimit: "ask" };
  expect(budgetOf(draftOf(stored))).toEqual(stored);
  expect(budgetSchema.safeParse(budgetOf(draftOf(stored))).success).toBe(true);
  expect(budgetOf(draftOf({ usd: 0 }))).toEqual({ usd: 0, onLimit: "stop" });
});

it("without an amount, or with one that is no number, nothing can be saved", () => {
  const empty = draftOf(undefined);
  expect(budgetOf(empty)).toBeUndefined();
  for (const usd of ["x", "-1", "Infinity"]) expect(budgetOf({ ...empty, usd })).toBeUndefined();
  expect(budgetOf({ ...empty, tokens: "1.5" })).toBeUndefined();
});

it("the commands set each amount, and the last one removes the budget", () => {
  expect(budgetCommands(["budgets", "day"], { usd: 3, onLimit: "warn" })).toEqual([
    "tinyagi config set budgets.day.usd 3",
    "tinyagi config set budgets.day.onLimit warn",
    "tinyagi config set --unset budgets.day",
  ]);
});
