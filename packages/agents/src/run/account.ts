/**
 * Usage and budget of one run. The refusal comes before the paid call, the bill after it; a cost nobody reported is
 * computed and flagged before it is booked anywhere.
 */
import type { Usage } from "@tinyagi/contracts";
import { BUDGET_WARNING_SHARE } from "../budget.js";
import type { RunContext } from "../context/context.js";
import { RunBudgetError } from "../errors.js";
import type { ModelRequest } from "../model/model.js";
import { estimateTokens } from "../model/size.js";

export interface RunAccount {
  /**
   * Waits or throws when the budget has no room for the call.
   * @param request what would be sent; its size is only looked at under a budget
   * @throws RunBudgetError under `stop` and `fail`
   */
  admit(request: ModelRequest, model: string): Promise<void>;
  /** Books a model call. */
  book(usage: Usage, model: string): void;
}

export function createRunAccount(run: RunContext): RunAccount {
  const { sink, prices } = run.services;
  const { budget } = run;
  let warned = false;
  let over = false;
  const tellExceeded = () => {
    if (budget === undefined || over) return;
    over = true;
    sink.emit(run, { type: "budget.exceeded", data: { policy: budget.onLimit } });
  };
  return {
    async admit(request, model) {
      if (budget === undefined) return;
      const tokens = estimateTokens(request);
      const need = { tokens, usd: prices.impute({ inputTokens: tokens }, model).costUsd ?? 0 };
      if (budget.allows(need)) return;
      tellExceeded();
      if (budget.onLimit !== "ask") {
        const text = `The budget has no room for the next call of about ${tokens} tokens.`;
        throw new RunBudgetError(`${text} Raise it or ask for less.`);
      }
      await raised(run, () => budget.allows(need));
      over = false;
    },
    book(usage, model) {
      const priced = prices.impute(usage, model);
      run.usage.add(priced);
      if (budget === undefined) return;
      const exceeded = budget.spend(priced, model);
      sink.emit(run, { type: "budget.reconciled", data: { usage: priced } });
      const { usedShare } = budget;
      if (exceeded) tellExceeded();
      else if (!warned && usedShare >= BUDGET_WARNING_SHARE) {
        warned = true;
        sink.emit(run, { type: "budget.warning", data: { usedShare } });
      }
    },
  };
}

/** Resolves once a raise makes room. @throws the reason of the run's signal */
function raised(run: RunContext, hasRoom: () => boolean): Promise<void> {
  const { budget, signal } = run;
  return new Promise((resolve, reject) => {
    if (budget === undefined) return resolve();
    if (signal.aborted) return reject(signal.reason);
    const end = () => {
      forget();
      signal.removeEventListener("abort", abort);
    };
    const abort = () => {
      end();
      reject(signal.reason);
    };
    const forget = budget.onRaise(() => {
      if (!hasRoom()) return;
      end();
      resolve();
    });
    signal.addEventListener("abort", abort, { once: true });
  });
}
