/** What a budget will come to if work goes on at its pace. Pure: an account and times in, figures out. */
import { BUDGET_RESOURCES, type BudgetAmounts, type BudgetResource } from "@tinyagi/contracts";
import { type Amounts, NOTHING } from "./amounts.js";
import { type Account, missing, ONE_RUN, refusesRun } from "./decide.js";

/** The time over which a budget was used, and until when people want to know. Milliseconds since the epoch. */
export interface Pace {
  from: number;
  now: number;
  until: number;
  /** A shorter time says nothing. */
  leastMs: number;
}

/** What will be used at the end of the time. Undefined while it is too early to say. */
export function computeForecast({ used }: Pick<Account, "used">, pace: Pace): Amounts | undefined {
  const { from, now, until } = pace;
  if (isEarly(pace)) return undefined;
  const whole = (resource: BudgetResource): number =>
    Math.round((used[resource] * (until - from)) / (now - from));
  return { tokens: whole("tokens"), usd: whole("usd"), runs: whole("runs"), minutes: whole("minutes") };
}

/** When the first limit is reached. Undefined if that is not before the end of the time, or has happened. */
export function goneAt(account: Pick<Account, "used" | "limit">, pace: Pace): number | undefined {
  if (isEarly(pace)) return undefined;
  const { used, limit } = account;
  if (BUDGET_RESOURCES.some((name) => used[name] >= limit[name])) return undefined;
  const worked = pace.now - pace.from;
  const times = BUDGET_RESOURCES.filter((name) => used[name] > 0).map((name) =>
    Math.round(pace.from + (worked * limit[name]) / used[name]),
  );
  const first = Math.min(...times);
  return first < pace.until ? first : undefined;
}

/**
 * By how much a person should raise it: room for a run when it is used up, or for the rest of its day.
 *
 * @param pace given if the budget runs out at this pace
 */
export function raiseFor(account: Account, pace: Pace | undefined): BudgetAmounts | undefined {
  if (refusesRun(account, ONE_RUN, NOTHING) !== undefined) return missing(account, ONE_RUN, NOTHING);
  // The end of a conversation is unknown, so one more of what is set is offered.
  const expected = pace === undefined ? undefined : computeForecast(account, pace);
  if (expected === undefined) return undefined;
  const used = account.period === "" ? onceMore(account, expected) : expected;
  const more = missing({ ...account, used, reserved: NOTHING }, NOTHING, NOTHING);
  return Object.keys(more).length === 0 ? undefined : more;
}

function onceMore({ limit }: Account, expected: Amounts): Amounts {
  const value = (name: BudgetResource): number => Math.min(expected[name], limit[name]);
  return { tokens: value("tokens"), usd: value("usd"), runs: value("runs"), minutes: value("minutes") };
}

function isEarly({ from, now, leastMs }: Pace): boolean {
  return now - from < leastMs;
}
