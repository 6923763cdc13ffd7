/** What a budget says to a run. Pure: an account in, a decision out. */
import { BUDGET_RESOURCES, type BudgetResource, type OnLimit } from "@tinyagi/contracts";
import { type Amounts, inUnits } from "./amounts.js";
import type { ScopeKey } from "./scope.js";

/** A budget at one moment. */
export interface Account extends ScopeKey {
  /** With what it was raised by; `Infinity` where there is no limit. */
  limit: Amounts;
  used: Amounts;
  /** Held for sub-agents that have not used it yet. */
  reserved: Amounts;
  onLimit: OnLimit;
  /** Whether the warning was sent. */
  warned: boolean;
  /** Whether people know that it is used up and that work continues. */
  noticed: boolean;
}

/** A limit that was reached, in the units of the settings. */
export interface Reached extends ScopeKey {
  resource: BudgetResource;
  limit: number;
  used: number;
  onLimit: OnLimit;
}

const WARNING_SHARE = 0.8;
/** What every run needs. */
export const ONE_RUN: Amounts = { tokens: 0, usd: 0, runs: 1, minutes: 0 };

/**
 * The first limit that leaves no room for one more run.
 *
 * @param need what the run needs at least; its prompt must fit
 * @param own part of `reserved` that was reserved for this run
 */
export function refusesRun(account: Account, need: Amounts, own: Amounts): Reached | undefined {
  const resource = BUDGET_RESOURCES.find((name) => {
    const taken = account.used[name] + account.reserved[name] - own[name];
    return taken >= account.limit[name] || taken + need[name] > account.limit[name];
  });
  return resource === undefined ? undefined : reached(account, resource);
}

/** The first limit that live runs have reached. The number of runs is checked only before a run. */
export function stopsRun(account: Account): Reached | undefined {
  const resource = BUDGET_RESOURCES.find(
    (name) => name !== "runs" && account.used[name] >= account.limit[name],
  );
  return resource === undefined ? undefined : reached(account, resource);
}

/** The first limit of which 80 % are used. */
export function isNear(account: Account): Reached | undefined {
  const resource = BUDGET_RESOURCES.find(
    (name) => account.limit[name] > 0 && account.used[name] >= WARNING_SHARE * account.limit[name],
  );
  return resource === undefined ? undefined : reached(account, resource);
}

function reached(account: Account, resource: BudgetResource): Reached {
  return {
    scope: account.scope,
    period: account.period,
    onLimit: account.onLimit,
    resource,
    limit: inUnits(resource, account.limit[resource]),
    used: inUnits(resource, account.used[resource]),
  };
}
