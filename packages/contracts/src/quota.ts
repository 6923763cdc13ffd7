/** What a provider says about a window of a login, such as the five hours or the week of a subscription. */
import { z } from "zod";
import { cleanLine } from "./clean-text.js";

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
export function formatPeriod(minutes: number): string {
  return NAMES.get(minutes) ?? `${minutes}_minutes`;
}

const SHOWN: Readonly<Record<string, string>> = { five_hour: "5 hours", seven_day: "week", day: "day" };

/** The name of a window for people. A name that only the provider knows may hold anything. */
export function periodText(period: string): string {
  return (Object.hasOwn(SHOWN, period) ? SHOWN[period] : undefined) ?? cleanLine(period).replaceAll("_", " ");
}
