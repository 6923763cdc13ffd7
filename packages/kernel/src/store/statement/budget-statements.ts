/** Statements on budgets: what was spent, raises, and the messages that were stopped. */
import type Database from "better-sqlite3";
import type { BudgetStateRow } from "../schema.js";
import { type BudgetStopStatements, budgetStopStatements } from "./budget-stop-statements.js";
import { type SpentStatements, spentStatements } from "./spent-statements.js";

export type BudgetExtra = Pick<BudgetStateRow, "extra_tokens" | "extra_nano_usd" | "extra_runs" | "extra_ms">;

type BudgetKey = Pick<BudgetStateRow, "scope" | "period">;

export interface BudgetStatements extends BudgetStopStatements, SpentStatements {
  state(key: BudgetKey): BudgetStateRow | undefined;
  extend(key: BudgetKey, extra: BudgetExtra): void;
  setWarned(key: BudgetKey): void;
  setNoticed(key: BudgetKey): void;
  /** Deletes what belongs to the time before. */
  forget(before: { day: string; time: number }): number;
}

export function budgetStatements(db: Database.Database): BudgetStatements {
  const state = db.prepare<[object], BudgetStateRow>(
    "SELECT * FROM budget_states WHERE scope = @scope AND period = @period",
  );
  const extend = db.prepare(
    `INSERT INTO budget_states (scope,period,extra_tokens,extra_nano_usd,extra_runs,extra_ms) VALUES (@scope,@period,@extra_tokens,@extra_nano_usd,@extra_runs,@extra_ms)
     ON CONFLICT (period,scope) DO UPDATE SET extra_tokens = extra_tokens + excluded.extra_tokens, extra_nano_usd = extra_nano_usd + excluded.extra_nano_usd,
       extra_runs = extra_runs + excluded.extra_runs, extra_ms = extra_ms + excluded.extra_ms, warned = 0, noticed = 0`,
  );
  const setWarned = db.prepare(
    "INSERT INTO budget_states (scope,period,warned) VALUES (@scope,@period,1) ON CONFLICT (period,scope) DO UPDATE SET warned = 1",
  );
  const setNoticed = db.prepare(
    "INSERT INTO budget_states (scope,period,noticed) VALUES (@scope,@period,1) ON CONFLICT (period,scope) DO UPDATE SET noticed = 1",
  );
  const forgetDays = db.prepare("DELETE FROM usage_days WHERE day < ?");
  const forgetStates = db.prepare("DELETE FROM budget_states WHERE period <> '' AND period < ?");
  const forgetStops = db.prepare("DELETE FROM budget_stops WHERE stopped_at < ?");
  return {
    ...budgetStopStatements(db),
    ...spentStatements(db),
    state: (key) => state.get(key),
    extend: (key, extra) => void extend.run({ ...key, ...extra }),
    setWarned: (key) => void setWarned.run(key),
    setNoticed: (key) => void setNoticed.run(key),
    forget: ({ day, time }) =>
      forgetDays.run(day).changes + forgetStates.run(day).changes + forgetStops.run(time).changes,
  };
}
