/**
 * Whether agents fit a budget, and what each is granted. What is known (past runs, or the plan's own estimate) must fit
 * as a sum; what nobody knows gets its share of the rest.
 */
import type { PlanProblem } from "../errors.js";
import type { AgentSpec } from "../plan/schema.js";
import type { BudgetAmounts } from "./amounts.js";
import type { Budget, ChildRequest } from "./budget.js";
import { DEFAULT_ESTIMATE, type Estimator } from "./estimator.js";

interface Need {
  amount: number;
  /** Known rather than assumed. */
  firm: boolean;
}

/** The p90 of past runs, else the claim, else a constant. */
function need(spec: AgentSpec, field: "tokens" | "usd", estimator: Estimator | undefined): Need {
  const past = estimator?.estimate(spec);
  if (past !== undefined && past.samples > 0) return { amount: past.p90[field], firm: true };
  const claimed = spec.estimate?.[field];
  if (claimed !== undefined) return { amount: claimed, firm: true };
  return { amount: past?.p90[field] ?? DEFAULT_ESTIMATE[field], firm: false };
}

/** One problem when the known needs of all agents do not fit together. */
export function fitProblem(
  agents: readonly { spec: AgentSpec }[],
  budget: Budget,
  estimator: Estimator | undefined,
): PlanProblem | undefined {
  const left = budget.reachable();
  const lacks: string[] = [];
  for (const field of ["tokens", "usd"] as const) {
    const needs = agents.map(({ spec }) => need(spec, field, estimator));
    const sum = needs.reduce((total, item) => total + (item.firm ? item.amount : 0), 0);
    const assumed = needs.some((item) => !item.firm);
    if (sum > left[field] * (1 + 1e-9) || (assumed && left[field] <= 0))
      lacks.push(`${sum} ${field} of ${left[field]} left`);
  }
  if (agents.length > left.runs) lacks.push(`${agents.length} runs of ${left.runs} left`);
  if (budget.secondsLeft <= 0) lacks.push("no time left");
  if (lacks.length === 0) return undefined;
  return { path: "", code: "budget", message: `the estimates do not fit the budget: ${lacks.join(", ")}` };
}

/** What each agent is granted, in order; call only when {@link fitProblem} found nothing. */
export function grants(
  agents: readonly { spec: AgentSpec }[],
  budget: Budget,
  estimator: Estimator | undefined,
): ChildRequest[] {
  const left = budget.reachable();
  const out: (BudgetAmounts & { tokens: number; usd: number; runs: number })[] = agents.map(() => ({
    tokens: 0,
    usd: 0,
    runs: 1,
  }));
  for (const field of ["tokens", "usd"] as const) {
    const needs = agents.map(({ spec }) => need(spec, field, estimator));
    const soft = needs.filter((item) => !item.firm).length;
    const sum = needs.reduce((total, item) => total + (item.firm ? item.amount : 0), 0);
    const unit = field === "tokens" ? 1 : 1e9;
    const share = soft === 0 ? 0 : Math.floor((Math.max(0, left[field] - sum) / soft) * unit) / unit;
    needs.forEach((item, i) => {
      const slot = out[i];
      if (slot !== undefined) slot[field] = item.firm ? item.amount : Math.min(item.amount, share);
    });
  }
  return out;
}
