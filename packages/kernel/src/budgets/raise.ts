/** Raising a budget, and the work that continues after it. All functions run inside a write. */

import { localDay } from "@tinyagi/base";
import { AppError, BUDGET_RESOURCES, type BudgetAmounts } from "@tinyagi/contracts";
import { fromSettings, NOTHING } from "./amounts.js";
import { type Account, ONE_RUN, refusesRun } from "./decide.js";
import { openAsks } from "./open-asks.js";
import type { BudgetParts } from "./parts.js";
import { type ScopeKey, toKey, toTopic } from "./scope.js";

/** Work that was stopped longer ago does not continue by itself. */
export const CONTINUES_WITHIN_MS = 86_400_000;

/** @throws AppError as `Budgets.extend` */
export function raise(
  parts: BudgetParts,
  { scope, added, by }: { scope: string; added: BudgetAmounts; by: string },
): void {
  const key = toKey(scope, localDay(parts.clock.now()));
  const account = parts.ledger.account(key);
  if (account === undefined)
    throw new AppError(
      "NOT_FOUND",
      `There is no budget ${scope}. Set one first, for example with \`tinyagi config set\`.`,
    );
  assertLimited(account, added);
  extend(parts, key, { added, by });
}

/** Raises a budget of one period, and continues what then has room. */
export function extend(
  parts: BudgetParts,
  key: ScopeKey,
  { added, by }: { added: BudgetAmounts; by: string },
): void {
  const more = fromSettings(added, 0);
  parts.store.budgets.extend(key, {
    extra_tokens: more.tokens,
    extra_nano_usd: more.usd,
    extra_runs: more.runs,
    extra_ms: more.minutes,
  });
  const day = key.period === "" ? null : key.period;
  parts.journal.append("budget.extended", { budget: key.scope, day, by, added });
  continueIfRoom(parts, key.scope);
}

/** After the settings changed: continues the work of every budget that has room again. */
export function continueAll(parts: BudgetParts): void {
  const { clock, store } = parts;
  const scopes = new Set(store.budgets.stoppingScopes(clock.now() - CONTINUES_WITHIN_MS));
  for (const { scope } of openAsks(store)) scopes.add(scope);
  for (const scope of scopes) continueIfRoom(parts, scope);
}

function continueIfRoom({ store, clock, ledger, resume, approvals }: BudgetParts, scope: string): void {
  const now = clock.now();
  const key = toKey(scope, localDay(now));
  const account = ledger.account(key);
  if (account !== undefined && refusesRun(account, ONE_RUN, NOTHING) !== undefined) return;
  approvals.withdraw(toTopic(key), "approval.budget_raised");
  const ids = store.budgets.stoppedBy(scope, now - CONTINUES_WITHIN_MS);
  for (const id of ids) store.budgets.unstop(id);
  if (ids.length > 0) resume(ids, scope);
}

function assertLimited(account: Account, added: BudgetAmounts): void {
  const given = BUDGET_RESOURCES.filter((resource) => (added[resource] ?? 0) > 0);
  if (given.length === 0)
    throw new AppError("INVALID_INPUT", `Say by how much to raise it: ${BUDGET_RESOURCES.join(", ")}.`);
  const unlimited = given.filter((resource) => !Number.isFinite(account.limit[resource]));
  if (unlimited.length === 0) return;
  const limited = BUDGET_RESOURCES.filter((resource) => Number.isFinite(account.limit[resource]));
  throw new AppError(
    "INVALID_INPUT",
    `The budget ${account.scope} does not limit ${unlimited.join(", ")}. It limits ${limited.join(", ")}.`,
  );
}
