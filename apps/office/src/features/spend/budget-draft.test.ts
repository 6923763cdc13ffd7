import { budgetSchema } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { budgetCommands, toBudget, toDraft, toPath } from "./budget-draft";

it.each([
  ["day", "budgets.day"],
  ["agent:coder", "agents.coder.budget"],
  ["team:dev", "teams.dev.budget"],
  ["conversation", "budgets.conversation"],
  ["conversation:conv_1", "budgets.conversation"],
])("the budget of %s is stored at %s", (scope, path) => {
  expect(toPath(scope).join(".")).toBe(path);
});

it("a budget that is opened and saved keeps all its amounts", () => {
  const stored = { usd: 2.5, tokens: 1_000, runs: 7, minutes: 0.5, onLimit: "ask" };
  expect(toBudget(toDraft(stored))).toEqual(stored);
  expect(budgetSchema.safeParse(toBudget(toDraft(stored))).success).toBe(true);
  expect(toBudget(toDraft({ usd: 0 }))).toEqual({ usd: 0, onLimit: "stop" });
});

it("without an amount, or with one that is no number, nothing can be saved", () => {
  const empty = toDraft(undefined);
  expect(toBudget(empty)).toBeUndefined();
  for (const usd of ["x", "-1", "Infinity"]) expect(toBudget({ ...empty, usd })).toBeUndefined();
  expect(toBudget({ ...empty, tokens: "1.5" })).toBeUndefined();
});

it("the commands set each amount, and the last one removes the budget", () => {
  expect(budgetCommands(["budgets", "day"], { usd: 3, onLimit: "warn" })).toEqual([
    "tinyagi config set budgets.day.usd 3",
    "tinyagi config set budgets.day.onLimit warn",
    "tinyagi config set --unset budgets.day",
  ]);
});
