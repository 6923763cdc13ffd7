/** How a budget is raised, as a command: written and read here, so that what a notice names works as it is written. */
import type { BudgetAmounts } from "./budget.js";
import { BUDGET_RESOURCES } from "./vocabulary.js";

/** `budget extend day --usd 5 --runs 1`: after `/` in a chat, after `tinyagi ` in a terminal. */
export function extendCommand(scope: string, added: BudgetAmounts): string {
  const options = BUDGET_RESOURCES.flatMap((name) =>
    added[name] === undefined ? [] : [`--${name} ${added[name]}`],
  );
  return ["budget extend", scope, ...options].join(" ");
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
