/** The usage of one run. codex reports running totals of the thread, so the earlier totals are subtracted. Pure. */
import type { Usage } from "@tinyagi/contracts";
import { compact, countOf, toObject } from "../cli/json-line.js";

/** Reads the totals in a `turn.completed` line. */
export function codexTotals(value: unknown): Usage | undefined {
  const usage = toObject(value);
  if (usage === undefined) return undefined;
  return compact<Usage>({
    inputTokens: countOf(usage.input_tokens),
    outputTokens: countOf(usage.output_tokens),
    cachedTokens: countOf(usage.cached_input_tokens),
  });
}

/** Subtracts the earlier totals. A total below the earlier one means that the thread was cut; it counts in full. */
export function usageSince(totals: Usage, before: Usage | undefined): Usage {
  const less = (now: number | undefined, then: number | undefined) => {
    if (now === undefined || then === undefined) return now;
    return now >= then ? now - then : now;
  };
  return compact<Usage>({
    inputTokens: less(totals.inputTokens, before?.inputTokens),
    outputTokens: less(totals.outputTokens, before?.outputTokens),
    cachedTokens: less(totals.cachedTokens, before?.cachedTokens),
  });
}
