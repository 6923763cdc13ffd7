/** A budget of the settings as fields of a form, and back. Pure. */
import { BUDGET_RESOURCES, type BudgetResource, budgetSubject } from "@tinyagi/contracts";

export const ON_LIMIT = ["stop", "ask", "warn"] as const;
type OnLimit = (typeof ON_LIMIT)[number];

/** Amounts as they are typed; an empty one has no limit. */
export type BudgetDraft = Readonly<Record<BudgetResource, string>> & { readonly onLimit: OnLimit };
export type BudgetValue = { [key: string]: string | number };

/** Where the settings keep the budget of a scope. All conversations share one. */
export function toPath(scope: string): string[] {
  const { kind, id } = budgetSubject(scope);
  if (kind === "conversation" || scope === "conversation") return ["budgets", "conversation"];
  if (kind === "day") return ["budgets", "day"];
  return [kind === "agent" ? "agents" : "teams", id, "budget"];
}

export function toDraft(stored: unknown): BudgetDraft {
  const value = (stored ?? {}) as Readonly<Record<string, unknown>>;
  const text = (name: string): string => (typeof value[name] === "number" ? String(value[name]) : "");
  return {
    usd: text("usd"),
    tokens: text("tokens"),
    runs: text("runs"),
    minutes: text("minutes"),
    onLimit: ON_LIMIT.find((one) => one === value.onLimit) ?? "stop",
  };
}

/** @returns undefined while an amount is no number, or none is given */
export function toBudget(draft: BudgetDraft): BudgetValue | undefined {
  const given = BUDGET_RESOURCES.filter((name) => draft[name].trim() !== "");
  const amounts = given.map((name) => [name, Number(draft[name])] as const);
  const isWhole = ([name, value]: readonly [string, number]): boolean =>
    name === "usd" || name === "minutes" || Number.isInteger(value);
  const isGood = amounts.every((one) => Number.isFinite(one[1]) && one[1] >= 0 && isWhole(one));
  return given.length > 0 && isGood ? { ...Object.fromEntries(amounts), onLimit: draft.onLimit } : undefined;
}

export function budgetCommands(path: readonly string[], value: BudgetValue | undefined): string[] {
  const at = path.join(".");
  const set = Object.entries(value ?? {}).map(([name, one]) => `tinyagi config set ${at}.${name} ${one}`);
  return [...set, `tinyagi config set --unset ${at}`];
}
