/** `/budget`: what each budget has left, and more of it. A page raises budgets only with a person's code, so not here. */

import {
  BUDGET_RESOURCES,
  type BudgetAmounts,
  type BudgetView,
  budgetScopeSchema,
  extendCommand,
  isAppError,
  readExtension,
} from "@tinyagi/contracts";
import { formatUsed } from "@tinyagi/views";
import type { CommandCall, CommandParts, CommandResult } from "./command-call.js";
import type { Command } from "./parse-command.js";

const USAGE = "Usage: /budget extend SCOPE --usd AMOUNT, such as: /budget extend day --usd 5";

export async function budgetCommand(
  { desk }: Pick<CommandParts, "desk">,
  { words: [first, scope, ...options] }: Extract<Command, { name: "budget" }>,
  { caller, by }: CommandCall,
): Promise<CommandResult> {
  if (first === undefined) return say(budgetLines(desk.budgets.list()).join("\n"));
  const added = readExtension(options);
  const isScope = budgetScopeSchema.safeParse(scope).success;
  if (first.toLowerCase() !== "extend" || scope === undefined || !isScope || added === undefined)
    return say(USAGE);
  if (caller === "page")
    return say(
      `A page cannot raise a budget with a message. Use the page Budgets, or: tinyagi ${extendCommand(scope, added)}`,
    );
  try {
    return say(`Raised. ${budgetLine(await desk.budgets.extend(scope, added, by))}`);
  } catch (error) {
    if (isAppError(error, "INVALID_INPUT") || isAppError(error, "NOT_FOUND")) return say(error.message);
    throw error;
  }
}

export function budgetLines(budgets: readonly BudgetView[]): string[] {
  if (budgets.length === 0)
    return ["No budgets are set. In a terminal: tinyagi config set budgets.day.usd 10"];
  return budgets.map(budgetLine);
}

function budgetLine({ scope, limit, used, state, raise }: BudgetView): string {
  const amounts = BUDGET_RESOURCES.flatMap((name) => {
    const most = limit[name];
    return most === undefined ? [] : [formatUsed(name, { used: used[name], limit: most })];
  });
  const words = { ok: "", warning: " (80 % or more is used)", exceeded: " (used up)" }[state];
  const more = raise === undefined ? "" : ` To raise it: /${extendCommand(scope, raise as BudgetAmounts)}`;
  return `${scope}: ${amounts.join(", ")}${words}.${more}`;
}

function say(text: string): CommandResult {
  return { reply: () => text };
}
