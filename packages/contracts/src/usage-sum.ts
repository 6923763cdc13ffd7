/** Adds up what runs consumed. Pages load it without a validator. */
import type { Usage } from "./usage.js";

const AMOUNTS = ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const;

/** The sum of two reports. What neither reports stays absent; one estimated part makes the sum estimated. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = {};
  for (const field of AMOUNTS)
    if (a[field] !== undefined || b[field] !== undefined) sum[field] = (a[field] ?? 0) + (b[field] ?? 0);
  if (a.estimated === true || b.estimated === true) sum.estimated = true;
  return sum;
}
