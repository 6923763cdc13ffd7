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
