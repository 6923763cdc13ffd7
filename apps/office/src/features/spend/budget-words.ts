/** Budgets in words: whose, how much is left, when it is gone. The figures are the daemon's. Pure. */

import {
  BUDGET_RESOURCES,
  type BudgetAmounts,
  type BudgetResource,
  type BudgetView,
  extendCommand,
  type RouteOutput,
} from "@tinyagi/contracts";
import { stopText } from "@tinyagi/views";
import { amount, clock, dayWords, formatUsed } from "../../lib/figures";
import { words } from "../../locale/words";

/** The limit that is nearest: what the meter shows. */
export function tightest({ limit, used }: Pick<BudgetView, "limit" | "used">): BudgetResource | undefined {
  const share = (name: BudgetResource): number => {
    const most = limit[name] ?? Number.POSITIVE_INFINITY;
    return most === 0 ? Number.POSITIVE_INFINITY : used[name] / most;
  };
  return BUDGET_RESOURCES.filter((name) => limit[name] !== undefined).sort((a, b) => share(b) - share(a))[0];
}

/** `$8.41 of $20.00`. */
export function usedWords({ limit, used, estimated }: BudgetView, resource: BudgetResource): string {
  return formatUsed(resource, { used: used[resource], limit: limit[resource] ?? 0, estimated });
}

/** At this pace: `by 19:40`, `by Thursday, about 17:00`. */
export function goneWords(at: number, now: number): string {
  const date = new Date(at);
  const time = clock(at);
  if (date.toDateString() === new Date(now).toDateString()) return words.spend.gone.by(time);
  return words.spend.gone.byDay(dayWords(at, "weekday"), time);
}

/** What happens next: the strong part first. */
export function outlook(budget: BudgetView, now: number): { strong: string; rest: string } {
  if (budget.state === "exceeded")
    return { strong: words.spend.usedUp, rest: words.spend.pastLimit[budget.onLimit] };
  if (budget.goneAt !== undefined)
    return {
      strong: words.spend.goneAt(goneWords(budget.goneAt, now)),
      rest: words.spend.atLimit[budget.onLimit],
    };
  const resource = tightest(budget);
  const expected = resource === undefined ? undefined : budget.forecast?.[resource];
  if (resource === undefined || expected === undefined)
    return { strong: "", rest: words.spend.atLimit[budget.onLimit] };
  return { strong: "", rest: words.spend.aboutByMidnight(amount(resource, expected)) };
}

/** Used up first, then what is gone soonest, then the day, then the others. */
export function byUrgency(budgets: readonly BudgetView[]): BudgetView[] {
  const rank = ({ state, goneAt, scope }: BudgetView): number =>
    state === "exceeded" ? 0 : goneAt !== undefined ? 1 : state === "warning" ? 2 : scope === "day" ? 3 : 4;
  return [...budgets].sort((a, b) => rank(a) - rank(b) || (a.goneAt ?? 0) - (b.goneAt ?? 0));
}

/** The sentence of the page. */
export function spendSentence(
  today: string,
  budgets: readonly BudgetView[],
  { nameOf, now }: { nameOf: (scope: string) => string; now: number },
): string {
  const say = words.spend.sentence;
  const spent = today === "–" ? say.nothing : say.today(today);
  const first = byUrgency(budgets)[0];
  if (first?.state === "exceeded") return say.usedUp(spent, nameOf(first.scope));
  if (first?.goneAt !== undefined) return say.gone(spent, nameOf(first.scope), goneWords(first.goneAt, now));
  return spent;
}

/** The command that raises it. */
export function raiseCommand(scope: string, added: BudgetAmounts): string {
  return `tinyagi ${extendCommand(scope, added)}`;
}

/** Why a budget stopped work. Of a daemon that does not say it in facts, its English sentence. */
export function reasonOfStop({
  fact,
  reason,
  scope,
  runId,
}: Pick<RouteOutput<"listBudgetStops">[number], "fact" | "reason" | "scope" | "runId">): string {
  if (fact === undefined) return reason;
  const act = runId === null ? "refused" : "stopped";
  return stopText(fact ?? { budget: scope, day: null, act }, words.views);
}
