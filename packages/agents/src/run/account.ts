/**
 * Usage and budget of one run. The refusal comes before the paid call, the bill after it; a cost nobody reported is
 * computed and flagged before it is booked anywhere.
 */
import type { Usage } from "@tinyagi/contracts";
import { BUDGET_WARNING_SHARE, type BudgetPort } from "../budget.js";
import type { RunContext } from "../context/context.js";
import { RunBudgetError } from "../errors.js";
import type { ModelRequest } from "../model/model.js";
import type { Admission } from "../model/retry.js";
import { estimateTokens } from "../model/size.js";

export class RunAccount implements Admission {
  readonly #run: RunContext;
  #hasWarned = false;
  #isOver = false;

  constructor(run: RunContext) {
    this.#run = run;
  }

  /**
   * Whether the next call may be made. Under `ask` it waits for a raise.
   * @param request what would be sent; its size is only looked at under a budget
   * @throws RunBudgetError under `stop` and `fail`
   */
  admit(request: ModelRequest, model: string): undefined | Promise<void> {
    const { budget, services } = this.#run;
    if (budget === undefined) return undefined;
    const tokens = estimateTokens(request);
    const need = { tokens, usd: services.prices.impute({ inputTokens: tokens }, model).costUsd ?? 0 };
    if (budget.allows(need)) return undefined;
    this.#tellExceeded(budget);
    if (budget.onLimit !== "ask") {
      const text = `The budget has no room for the next call of about ${tokens} tokens.`;
      throw new RunBudgetError(`${text} Raise it or ask for less.`);
    }
    return raised(this.#run, () => budget.allows(need)).then(() => {
      this.#isOver = false;
    });
  }

  /** Books a model call. */
  book(usage: Usage, model: string): void {
    const run = this.#run;
    const { sink, prices } = run.services;
    const priced = prices.impute(usage, model);
    run.usage.add(priced);
    const { budget } = run;
    if (budget === undefined) return;
    const exceeded = budget.spend(priced, model);
    sink.emit(run, { type: "budget.reconciled", data: { usage: priced } });
    const { usedShare } = budget;
    if (exceeded) this.#tellExceeded(budget);
    else if (!this.#hasWarned && usedShare >= BUDGET_WARNING_SHARE) {
      this.#hasWarned = true;
      sink.emit(run, { type: "budget.warning", data: { usedShare } });
    }
  }

  #tellExceeded(budget: BudgetPort): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#run.services.sink.emit(this.#run, { type: "budget.exceeded", data: { policy: budget.onLimit } });
  }
}

/** Resolves once a raise makes room. @throws the reason of the run's signal */
function raised(run: RunContext, hasRoom: () => boolean): Promise<void> {
  const { budget, signal } = run;
  return new Promise((resolve, reject) => {
    if (budget === undefined) return resolve();
    if (signal.aborted) return reject(signal.reason);
    function end(): void {
      forget();
      signal.removeEventListener("abort", abort);
    }
    function abort(): void {
      end();
      reject(signal.reason);
    }
    const forget = budget.onRaise(() => {
      if (!hasRoom()) return;
      end();
      resolve();
    });
    signal.addEventListener("abort", abort, { once: true });
  });
}
