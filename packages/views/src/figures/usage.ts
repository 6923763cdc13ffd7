/** What runs consumed, and what is used of budgets, in words. */
import type { BudgetAmounts, BudgetResource, Usage } from "@tinyagi/contracts";
import { grouped } from "../words/counted.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";
import { tokenCount, tokens } from "./count.js";
import { money } from "./money.js";

/** In the order in which amounts are named. */
const RESOURCES: readonly BudgetResource[] = ["usd", "tokens", "runs", "minutes"];

/** What one run reported: `340 tokens · $0.0123`, either alone, or nothing. */
export function usageWords(usage: Usage, words: ViewWords = en): string {
  const { inputTokens, outputTokens, costUsd } = usage;
  const isCounted = inputTokens !== undefined || outputTokens !== undefined;
  return [
    ...(isCounted ? [tokens((inputTokens ?? 0) + (outputTokens ?? 0), words)] : []),
    ...(costUsd === undefined ? [] : [money(usage)]),
  ].join(" · ");
}

/** What several runs consumed together; a cost that only some of them reported is marked as incomplete. */
export function spend(usages: readonly Usage[], words: ViewWords = en): string {
  if (usages.length === 0) return "";
  const sum: Usage = {};
  for (const usage of usages) {
    for (const name of ["inputTokens", "outputTokens", "costUsd"] as const) {
      if (usage[name] !== undefined) sum[name] = (sum[name] ?? 0) + usage[name];
    }
    if (usage.estimated === true) sum.estimated = true;
  }
  const silent = usages.filter((usage) => usage.costUsd === undefined).length;
  const known = usageWords(sum, words);
  if (silent === 0) return known;
  const missing = words.figures.noCost(silent, usages.length);
  return known === "" ? missing : `${known} · ${missing}`;
}

/** One amount of a budget: `$0.40`, `9.6k tokens`, `3 runs`, `1.5 min`. */
export function amount(resource: BudgetResource, value: number, words: ViewWords = en): string {
  switch (resource) {
    case "usd":
      return money({ costUsd: value });
    case "tokens":
      return tokens(value, words);
    case "runs":
      return words.figures.runs(grouped(value), value);
    case "minutes":
      return words.figures.minutes(String(Math.round(value * 10) / 10));
  }
}

/** Several amounts: `$0.40 and 500 tokens`. */
export function amounts(given: BudgetAmounts, words: ViewWords = en): string {
  return words.figures.and(
    RESOURCES.flatMap((name) => (given[name] === undefined ? [] : [amount(name, given[name], words)])),
  );
}

/** What is used of one limit: `$8.41 of $20.00`, `12.3k of 50k tokens`. */
export function formatUsed(
  resource: BudgetResource,
  { used, limit, estimated = false }: { used: number; limit: number; estimated?: boolean | undefined },
  words: ViewWords = en,
): string {
  const figure =
    resource === "usd"
      ? money({ costUsd: used, estimated })
      : resource === "tokens"
        ? tokenCount(used)
        : String(Math.round(used * 10) / 10);
  return words.figures.of(figure, amount(resource, limit, words));
}

/** Of a plan or a part of it: `$0.40 and 500 tokens`, or `500 tokens, cost unknown`. */
export function costText(
  { tokens, usd }: { tokens: number; usd?: number | undefined },
  words: ViewWords,
): string {
  return usd === undefined
    ? words.chat.estimate.costUnknown(amount("tokens", tokens, words))
    : amounts({ tokens, usd }, words);
}
