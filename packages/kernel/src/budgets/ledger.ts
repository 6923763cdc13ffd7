/**
 * Reads budgets: the settings, what is stored, and what live runs used since. It keeps no sums in memory, so settings
 * can change and a write can be rolled back at any time.
 */
import { type Budget, budgetSubject, type Settings } from "@tinyagi/contracts";
import type { SpentSums } from "../store/statement/spent-statements.js";
import type { Store } from "../store/store.js";
import { type Amounts, fromSettings, NOTHING, plus } from "./amounts.js";
import type { Account } from "./decide.js";
import type { Meter } from "./meter.js";
import type { Reservations } from "./reservations.js";
import { configured, isIn, listScopes, type RunFacts, type ScopeKey } from "./scope.js";

export interface Ledger {
  /** The budget of a scope; undefined if none is set. */
  account(key: ScopeKey): Account | undefined;
  /** The budgets that apply to a run, narrowest first. */
  listAccounts(facts: RunFacts): Account[];
}

export function createLedger(options: {
  store: Store;
  settings: () => Settings;
  meters: ReadonlyMap<string, Meter>;
  reservations: Reservations;
}): Ledger {
  const { store, settings, meters, reservations } = options;

  function stored({ scope, period }: ScopeKey): SpentSums {
    const subject = budgetSubject(scope);
    switch (subject.kind) {
      case "day":
        return store.budgets.ofDay(period);
      case "agent":
        return store.budgets.ofAgent(period, subject.id);
      case "team":
        return store.budgets.ofTeam(period, subject.id);
      case "conversation":
        return store.budgets.ofConversation(subject.id);
    }
  }

  /** What live runs used beyond what is stored. Without a limit on time, only runs with unstored usage count. */
  function live(key: ScopeKey, withTime: boolean): Amounts {
    let sum = NOTHING;
    for (const meter of meters.values()) {
      if (!(meter.dirty || withTime) || !isIn(meter.facts, key)) continue;
      const row = store.budgets.ofRun(meter.facts.runId);
      if (row !== undefined) sum = plus(sum, meter.beyond(row));
    }
    return sum;
  }

  function ownBudget(scope: string): Budget | undefined {
    const subject = budgetSubject(scope);
    if (subject.kind !== "conversation") return undefined;
    const json = store.conversations.get(subject.id)?.budget;
    return json === undefined || json === null ? undefined : JSON.parse(json);
  }

  function account(key: ScopeKey): Account | undefined {
    const budget = configured(key.scope, settings(), ownBudget(key.scope));
    if (budget === undefined) return undefined;
    const state = store.budgets.state(key);
    const extra: Amounts = {
      tokens: state?.extra_tokens ?? 0,
      usd: state?.extra_nano_usd ?? 0,
      runs: state?.extra_runs ?? 0,
      minutes: state?.extra_ms ?? 0,
    };
    const { runs, tokens, nano_usd: usd, ms: minutes } = stored(key);
    const base = fromSettings(budget, Number.POSITIVE_INFINITY);
    return {
      ...key,
      limit: plus(base, extra),
      base,
      used: plus({ runs, tokens, usd, minutes }, live(key, budget.minutes !== undefined)),
      reserved: reservations.in(key),
      onLimit: budget.onLimit ?? "stop",
      warned: state?.warned === 1,
      noticed: state?.noticed === 1,
    };
  }

  return {
    account,
    listAccounts: (facts) => listScopes(facts).flatMap((key) => account(key) ?? []),
  };
}
