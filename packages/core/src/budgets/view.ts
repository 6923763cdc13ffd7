/** The budgets that are set, as the API shows them. */
import type { BudgetView } from "@tinyagi/contracts";
import { dayShare, localDay } from "../base/local-day.js";
import { type Amounts, inSettings, NOTHING, toSettings } from "./amounts.js";
import { type Account, isNear, ONE_RUN, refusesRun } from "./decide.js";
import { openAsks } from "./open-asks.js";
import type { BudgetParts } from "./parts.js";
import { keyOf, scopesOf } from "./scope.js";

const SHOWN_STOPS_MS = 86_400_000;
/** A forecast from less of a day says nothing. */
const FORECAST_FROM = 0.02;

/** Every budget of the settings, and those of conversations that work or were stopped. */
export function listBudgets(parts: BudgetParts): BudgetView[] {
  const { store, settings, clock, meters } = parts;
  const { agents, teams } = settings();
  const now = clock.now();
  const scopes = new Set([
    "day",
    ...Object.keys(teams).map((id) => `team:${id}`),
    ...Object.keys(agents).map((id) => `agent:${id}`),
    ...[...meters.values()].flatMap(({ facts }) => scopesOf(facts).map(({ scope }) => scope)),
    ...store.budgets.stoppingScopes(now - SHOWN_STOPS_MS),
    ...openAsks(store).map(({ scope }) => scope),
  ]);
  return [...scopes].flatMap((scope) => budgetView(parts, scope) ?? []);
}

export function budgetView({ clock, ledger }: BudgetParts, scope: string): BudgetView | undefined {
  const now = clock.now();
  const account = ledger.account(keyOf(scope, localDay(now)));
  if (account === undefined) return undefined;
  const { limit, used, reserved, onLimit, period } = account;
  const forecast = period === "" ? undefined : forecastOf(account, dayShare(now));
  return {
    scope,
    day: period === "" ? null : period,
    limit: toSettings(limit),
    used: inSettings(used),
    reserved: toSettings(reserved),
    onLimit,
    state: stateOf(account),
    ...(forecast === undefined ? {} : { forecast: toSettings(forecast) }),
  };
}

function stateOf(account: Account): BudgetView["state"] {
  if (refusesRun(account, ONE_RUN, NOTHING) !== undefined) return "exceeded";
  return isNear(account) === undefined ? "ok" : "warning";
}

/** What will be used at the end of the day, if it goes on as it did. */
function forecastOf({ used }: Account, share: number): Amounts | undefined {
  if (share < FORECAST_FROM) return undefined;
  const whole = (value: number) => Math.round(value / share);
  return {
    tokens: whole(used.tokens),
    usd: whole(used.usd),
    runs: whole(used.runs),
    minutes: whole(used.minutes),
  };
}
