/** Budgets in words: whose, how much is left, when it is gone. The figures are the daemon's. Pure. */
import {
  BUDGET_RESOURCES,
  type BudgetAmounts,
  type BudgetResource,
  type BudgetView,
} from "@tinyagi/contracts";
import { money } from "../../lib/format/money";
import { tokens } from "../../lib/format/tokens";

export interface Subject {
  kind: "day" | "agent" | "team" | "conversation";
  id: string;
}

export function subjectOf(scope: string): Subject {
  const [kind = "", id = ""] = scope.split(":", 2);
  return kind === "agent" || kind === "team" || kind === "conversation"
    ? { kind, id }
    : { kind: "day", id: "" };
}

export function amount(resource: BudgetResource, value: number): string {
  if (resource === "usd") return money(value);
  if (resource === "tokens") return `${tokens(value)} tokens`;
  if (resource === "runs") return `${value} ${value === 1 ? "run" : "runs"}`;
  return `${Math.round(value * 10) / 10} min`;
}

export function amounts(given: BudgetAmounts): string {
  return BUDGET_RESOURCES.flatMap((name) =>
    given[name] === undefined ? [] : [amount(name, given[name])],
  ).join(" and ");
}

/** The limit that is nearest: what the meter shows. */
export function tightest({ limit, used }: Pick<BudgetView, "limit" | "used">): BudgetResource | undefined {
  const share = (name: BudgetResource): number => {
    const most = limit[name] ?? Number.POSITIVE_INFINITY;
    return most === 0 ? Number.POSITIVE_INFINITY : used[name] / most;
  };
  return BUDGET_RESOURCES.filter((name) => limit[name] !== undefined).sort((a, b) => share(b) - share(a))[0];
}

/** `$8.41 of $20.00`. */
export function usedWords(budget: BudgetView, resource: BudgetResource): string {
  const most = amount(resource, budget.limit[resource] ?? 0);
  const used =
    resource === "usd" ? money(budget.used.usd) : amount(resource, budget.used[resource]).split(" ")[0];
  return `${used} of ${most}`;
}

/** At this pace: `by 19:40`, `by Thursday, about 17:00`. */
export function goneWords(at: number, now: number): string {
  const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (new Date(at).toDateString() === new Date(now).toDateString()) return `by ${time}`;
  return `by ${new Date(at).toLocaleDateString("en", { weekday: "long" })}, about ${time}`;
}

const AT_LIMIT: Readonly<Record<BudgetView["onLimit"], string>> = {
  stop: "Then work stops and keeps what it has.",
  ask: "Then work waits for your answer.",
  warn: "Work goes on; you are only warned.",
};
const PAST_LIMIT: Readonly<Record<BudgetView["onLimit"], string>> = {
  stop: "Work stopped and kept what it had.",
  ask: "Work waits for your answer.",
  warn: "Work goes on; you were warned.",
};

/** What happens next: the strong part first. */
export function outlook(budget: BudgetView, now: number): { strong: string; rest: string } {
  if (budget.state === "exceeded") return { strong: "Used up.", rest: PAST_LIMIT[budget.onLimit] };
  if (budget.goneAt !== undefined)
    return { strong: `Gone ${goneWords(budget.goneAt, now)}.`, rest: AT_LIMIT[budget.onLimit] };
  const resource = tightest(budget);
  const expected = resource === undefined ? undefined : budget.forecast?.[resource];
  if (resource === undefined || expected === undefined) return { strong: "", rest: AT_LIMIT[budget.onLimit] };
  return { strong: "", rest: `About ${amount(resource, expected)} by midnight.` };
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
  const spent = today === "–" ? "Nothing priced today." : `${today} today.`;
  const first = byUrgency(budgets)[0];
  if (first?.state === "exceeded") return `${spent} ${nameOf(first.scope)} is used up.`;
  if (first?.goneAt !== undefined)
    return `${spent} ${nameOf(first.scope)} is gone ${goneWords(first.goneAt, now)} at this pace.`;
  return spent;
}

/** The command that raises it. */
export function raiseCommand(scope: string, added: BudgetAmounts): string {
  const options = BUDGET_RESOURCES.flatMap((name) =>
    added[name] === undefined ? [] : [`--${name} ${added[name]}`],
  );
  return `tinyagi budget extend ${scope} ${options.join(" ")}`;
}
