/** What a run consumed. A value that was not reported is absent, never 0. */
import { z } from "zod";

export const usageSchema = z.object({
  inputTokens: z.number().int().nonnegative().optional(),
  outputTokens: z.number().int().nonnegative().optional(),
  cachedTokens: z.number().int().nonnegative().optional(),
  /** US dollars as reported by the harness. */
  costUsd: z.number().nonnegative().optional(),
  /** True when the cost was computed from tokens and a price table instead of being reported. */
  estimated: z.boolean().optional(),
});
export type Usage = z.infer<typeof usageSchema>;

const AMOUNTS = ["inputTokens", "outputTokens", "cachedTokens", "costUsd"] as const;

/** The sum of two reports. What neither reports stays absent; one estimated part makes the sum estimated. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum: Usage = {};
  for (const field of AMOUNTS)
    if (a[field] !== undefined || b[field] !== undefined) sum[field] = (a[field] ?? 0) + (b[field] ?? 0);
  if (a.estimated === true || b.estimated === true) sum.estimated = true;
  return sum;
}
