/** How a budget is raised, as a command: written and read here, so that what a notice names works as it is written. */
import type { BudgetAmounts } from "./budget.js";
import type { BudgetFact } from "./budget-fact.js";
import type { FailureAction } from "./conversation.js";
import { BUDGET_RESOURCES } from "./vocabulary.js";

/** What a budget is of. */
interface BudgetSubject {
  readonly kind: "day" | "agent" | "team" | "conversation";
  /** Empty for a day, and for conversations in general. */
  readonly id: string;
}

/** What a budget is of, by its scope. */
export function budgetSubject(scope: string): BudgetSubject {
  const [kind, id = ""] = scope.split(":", 2);
  return kind === "agent" || kind === "team" || kind === "conversation"
    ? { kind, id }
    : { kind: "day", id: "" };
}

/** `budget extend day --usd 5 --runs 1`: after `/` in a chat, after `tinyagi ` in a terminal. */
export function extendCommand(scope: string, added: BudgetAmounts): string {
  return ["budget extend", ...extendArgs(scope, added)].join(" ");
}

/** What lets the work continue that a budget stopped. While a person is asked, their decision does. */
export function budgetAct({ budget, more, act }: BudgetFact): FailureAction | null {
  return act === "waits" ? null : { command: "raise_budget", args: extendArgs(budget, more) };
}

function extendArgs(scope: string, added: BudgetAmounts): string[] {
  const options = BUDGET_RESOURCES.flatMap((name) =>
    added[name] === undefined ? [] : [`--${name}`, String(added[name])],
  );
  return [scope, ...options];
}

/** @param words what follows the scope @returns undefined when they are no amounts */
export function readExtension(words: readonly string[]): BudgetAmounts | undefined {
  const added: BudgetAmounts = {};
  for (let at = 0; at < words.length; at += 2) {
    // Phones turn two hyphens into a dash.
    const [option, given] = (words[at] ?? "").replace(/^[\u2013\u2014]/, "--").split("=", 2);
    const name = BUDGET_RESOURCES.find((known) => `--${known}` === option);
    const amount = Number(given ?? words[at + 1] ?? "x");
    if (name === undefined || !Number.isFinite(amount) || amount <= 0) return undefined;
    added[name] = amount;
    if (given !== undefined) at -= 1;
  }
  return words.length === 0 ? undefined : added;
}
