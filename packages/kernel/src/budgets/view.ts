/** The budgets that are set, as the API shows them. */

import { dayBegan, localDay, nextDayAt } from "@tinyagi/base";
import { AppError, type BudgetView, budgetSubject } from "@tinyagi/contracts";
import { inSettings, NOTHING, toSettings } from "./amounts.js";
import { type Account, isNear, ONE_RUN, refusesRun } from "./decide.js";
import { computeForecast, goneAt, type Pace, raiseFor } from "./forecast.js";
import { openAsks } from "./open-asks.js";
import type { BudgetParts } from "./parts.js";
import { listScopes, type ScopeKey, toKey } from "./scope.js";

const SHOWN_STOPS_MS = 86_400_000;
/** How far ahead of a conversation people plan. */
const AHEAD_MS = 7 * 86_400_000;
/** A forecast from less of a day, or of a conversation, says nothing. */
const DAY_LEAST_MS = 1_800_000;
const CONVERSATION_LEAST_MS = 60_000;

/** Every budget of the settings, and those of conversations that work or were stopped. */
export function listBudgets(parts: BudgetParts): BudgetView[] {
  const { store, settings, clock, meters } = parts;
  const { agents, teams } = settings();
  const now = clock.now();
  const scopes = new Set([
    "day",
    ...Object.keys(teams).map((id) => `team:${id}`),
    ...Object.keys(agents).map((id) => `agent:${id}`),
    ...[...meters.values()].flatMap(({ facts }) => listScopes(facts).map(({ scope }) => scope)),
    ...store.budgets.stoppingScopes(now - SHOWN_STOPS_MS),
    ...openAsks(store).map(({ scope }) => scope),
  ]);
  return [...scopes].flatMap((scope) => budgetView(parts, scope) ?? []);
}

/** @throws AppError `NOT_FOUND` */
export function budgetOfConversation(parts: BudgetParts, id: string): BudgetView[] {
  const row = parts.store.conversations.get(id);
  if (row === undefined) throw new AppError("NOT_FOUND", "conversation not found");
  return [budgetView(parts, `conversation:${row.budget_root ?? id}`)].filter((view) => view !== undefined);
}

export function budgetView(parts: BudgetParts, scope: string): BudgetView | undefined {
  const account = parts.ledger.account(toKey(scope, localDay(parts.clock.now())));
  if (account === undefined) return undefined;
  const { limit, used, reserved, onLimit, period } = account;
  const pace = findPace(parts, account);
  const gone = pace && goneAt(account, pace);
  const raise = raiseFor(account, gone === undefined ? undefined : pace);
  const forecast = pace === undefined || period === "" ? undefined : computeForecast(account, pace);
  return {
    scope,
    day: period === "" ? null : period,
    limit: toSettings(limit),
    used: inSettings(used),
    ...(used.usd > 0 && isEstimated(parts, account) ? { estimated: true as const } : {}),
    reserved: toSettings(reserved),
    onLimit,
    state: stateOf(account),
    ...(forecast === undefined ? {} : { forecast: toSettings(forecast) }),
    ...(gone === undefined ? {} : { goneAt: gone }),
    ...(raise === undefined ? {} : { raise }),
  };
}

/** As spend says of the same runs: what a report replaced is no estimate any more. */
function isEstimated({ store, clock }: BudgetParts, { scope }: ScopeKey): boolean {
  const subject = budgetSubject(scope);
  if (subject.kind === "conversation") return store.budgets.isConversationEstimated(subject.id);
  const of = subject.kind === "day" ? {} : { [`${subject.kind}Id`]: subject.id };
  return store.budgets.isEstimated(dayBegan(clock.now()), of);
}

function stateOf(account: Account): BudgetView["state"] {
  if (refusesRun(account, ONE_RUN, NOTHING) !== undefined) return "exceeded";
  return isNear(account) === undefined ? "ok" : "warning";
}

/** What the use of a budget so far says about the time to come. Undefined for a conversation that does not work. */
function findPace({ store, clock, meters }: BudgetParts, { scope, period }: ScopeKey): Pace | undefined {
  const now = clock.now();
  if (period !== "") return { from: dayBegan(now), now, until: nextDayAt(now), leastMs: DAY_LEAST_MS };
  const subject = budgetSubject(scope);
  const works = [...meters.values()].some(({ facts }) => listScopes(facts)[0]?.scope === scope);
  const row = works && subject.kind === "conversation" ? store.conversations.get(subject.id) : undefined;
  return row && { from: row.created_at, now, until: now + AHEAD_MS, leastMs: CONVERSATION_LEAST_MS };
}
