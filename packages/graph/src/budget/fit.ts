/**
 * Whether agents fit a budget, and what each is granted. What is known (past runs, or the plan's own estimate) must fit
 * as a sum; what nobody knows gets its share of the rest.
 */
import type { PlanProblem } from "../errors.js";
import type { AgentSpec } from "../plan/schema.js";
import { type BudgetAmounts, UNITS, wholeUnits } from "./amounts.js";
import type { Budget, ChildRequest } from "./budget.js";
import { DEFAULT_ESTIMATE, type Estimator } from "./estimator.js";

const FIELDS = ["tokens", "usd"] as const;
type Field = (typeof FIELDS)[number];
type Agents = readonly { spec: AgentSpec }[];

interface Need {
  amount: number;
  /** Known rather than assumed. */
  firm: boolean;
}

/** The p90 of past runs, else the claim, else a constant. */
function need(spec: AgentSpec, field: Field, estimator: Estimator | undefined): Need {
  const past = estimator?.estimate(spec);
  if (past !== undefined && past.samples > 0) return { amount: past.p90[field], firm: true };
  const claimed = spec.estimate?.[field];
  if (claimed !== undefined) return { amount: claimed, firm: true };
  return { amount: past?.p90[field] ?? DEFAULT_ESTIMATE[field], firm: false };
}

/** What agents need of one resource, in the whole units in which accounts reserve it. */
interface Demand {
  needs: readonly Need[];
  /** Known needs, each rounded up as its reservation will be. */
  sum: number;
  left: number;
}

function computeDemand(
  field: Field,
  { agents, budget, estimator }: { agents: Agents; budget: Budget; estimator: Estimator | undefined },
): Demand {
  const needs = agents.map(({ spec }) => need(spec, field, estimator));
  const units = (amount: number) => wholeUnits(amount, UNITS[field]);
  return {
    needs,
    sum: needs.reduce((total, item) => total + (item.firm ? units(item.amount) : 0), 0),
    left: units(budget.reachable()[field]),
  };
}

/** One problem when the known needs of all agents do not fit together. */
export function fitProblem(
  agents: Agents,
  budget: Budget,
  estimator: Estimator | undefined,
): PlanProblem | undefined {
  const lacks: string[] = [];
  for (const field of FIELDS) {
    const { needs, sum, left } = computeDemand(field, { agents, budget, estimator });
    const assumed = needs.some((item) => !item.firm);
    if (sum > left || (assumed && left <= 0))
      lacks.push(`${sum / UNITS[field]} ${field} of ${left / UNITS[field]} left`);
  }
  const { runs } = budget.reachable();
  if (agents.length > runs) lacks.push(`${agents.length} runs of ${runs} left`);
  if (budget.secondsLeft <= 0) lacks.push("no time left");
  if (lacks.length === 0) return undefined;
  return { path: "", code: "budget", message: `the estimates do not fit the budget: ${lacks.join(", ")}` };
}

/** What each agent is granted, in order; call only when {@link fitProblem} found nothing. */
export function grants(agents: Agents, budget: Budget, estimator: Estimator | undefined): ChildRequest[] {
  const out: (BudgetAmounts & { tokens: number; usd: number; runs: number })[] = agents.map(() => ({
    tokens: 0,
    usd: 0,
    runs: 1,
  }));
  for (const field of FIELDS) {
    const { needs, sum, left } = computeDemand(field, { agents, budget, estimator });
    const soft = needs.filter((item) => !item.firm).length;
    const share = soft === 0 ? 0 : Math.floor(Math.max(0, left - sum) / soft) / UNITS[field];
    needs.forEach((item, i) => {
      const slot = out[i];
      if (slot !== undefined) slot[field] = item.firm ? item.amount : Math.min(item.amount, share);
    });
  }
  return out;
}
