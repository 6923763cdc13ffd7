/** What a budget says to a run. Pure: an account in, a decision out. */

import { BUDGET_RESOURCES, type BudgetAmounts, type BudgetResource, type OnLimit } from "@tinyagi/contracts";
import type { MessageContent } from "../message/content.js";
import { renderPrompt } from "../message/render-prompt.js";
import { type Amounts, inUnits, NOTHING } from "./amounts.js";
import type { ScopeKey } from "./scope.js";

/** A budget at one moment. */
export interface Account extends ScopeKey {
  /** With what it was raised by; `Infinity` where there is no limit. */
  limit: Amounts;
  /** As it is set, without what it was raised by. */
  base: Amounts;
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
  /** By how much the budget must be raised so that the work continues. */
  more: BudgetAmounts;
}

const WARNING_SHARE = 0.8;
/** Steps by which a budget of nothing is raised: 10,000 tokens, one dollar, one run, five minutes. */
const SMALLEST: Amounts = { tokens: 10_000, usd: 1e9, runs: 1, minutes: 300_000 };
/** What every run needs. */
export const ONE_RUN: Amounts = { tokens: 0, usd: 0, runs: 1, minutes: 0 };

const CHARS_PER_TOKEN = 4;

/** What the run of a message needs at least: its prompt must fit. */
export function estimateNeed(message: MessageContent): Amounts {
  return { ...ONE_RUN, tokens: Math.ceil(renderPrompt(message).length / CHARS_PER_TOKEN) };
}

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
  return resource === undefined ? undefined : reached(account, resource, missing(account, need, own));
}

/**
 * By how much the budget must be raised to have room for a run: multiples of what is set, so that a person reads round
 * figures and is not asked again at once.
 *
 * @returns only what limits the run; empty when there is room
 */
export function missing(account: Account, need: Amounts, own: Amounts): BudgetAmounts {
  return added((name) => {
    const over = computeOverrun(account, { need, own, name });
    const step = account.base[name] === 0 ? SMALLEST[name] : account.base[name];
    return Math.ceil(over / step) * step;
  });
}

/** The same, exactly what is missing. */
export function shortfall(account: Account, need: Amounts, own: Amounts): BudgetAmounts {
  return added((name) => computeOverrun(account, { need, own, name }));
}

function computeOverrun(
  account: Account,
  { need, own, name }: { need: Amounts; own: Amounts; name: BudgetResource },
): number {
  const taken = account.used[name] + account.reserved[name] - own[name];
  return Math.max(taken + need[name], taken + 1) - account.limit[name];
}

function added(amount: (resource: BudgetResource) => number): BudgetAmounts {
  const all = BUDGET_RESOURCES.map((name): [BudgetResource, number] => [name, amount(name)]);
  const limiting = all.filter(([, value]) => value > 0);
  return Object.fromEntries(limiting.map(([name, value]) => [name, inUnits(name, value)]));
}

/** A budget that ends work goes before one that asks: nobody should decide about work that ends anyway. */
export function strictest(reached: readonly Reached[]): Reached | undefined {
  return reached.find(({ onLimit }) => onLimit === "stop") ?? reached[0];
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

function reached(
  account: Account,
  resource: BudgetResource,
  more: BudgetAmounts = missing(account, ONE_RUN, NOTHING),
): Reached {
  return {
    more,
    scope: account.scope,
    period: account.period,
    onLimit: account.onLimit,
    resource,
    limit: inUnits(resource, account.limit[resource]),
    used: inUnits(resource, account.used[resource]),
  };
}
