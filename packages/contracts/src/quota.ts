/** What a provider says about a window of a login, such as the five hours or the week of a subscription. */
import { z } from "zod";

export const quotaWindowSchema = z.object({
  /** `five_hour`, `seven_day`, or as the provider calls it. */
  period: z.string(),
  usedPercent: z.number(),
  /** Milliseconds of the wall clock when it starts again; null where the provider does not say. */
  resetsAt: z.number().nullable(),
});
export type QuotaWindow = z.infer<typeof quotaWindowSchema>;

const NAMES = new Map([
  [300, "five_hour"],
  [1_440, "day"],
  [10_080, "seven_day"],
]);

/** The name of a window by its length, for a provider that only says that. */
export function periodOf(minutes: number): string {
  return NAMES.get(minutes) ?? `${minutes}_minutes`;
}
