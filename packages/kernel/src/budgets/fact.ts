/** A limit that was reached, as a fact of the message that it concerns. Pure. */
import type { BudgetFact } from "@tinyagi/contracts";
import type { Reached } from "./decide.js";
import { namedBudget } from "./scope.js";

export function toFact(reached: Reached, act: BudgetFact["act"]): BudgetFact {
  const { resource, limit, used, more } = reached;
  return { ...namedBudget(reached), resource, limit, used, more, act };
}
