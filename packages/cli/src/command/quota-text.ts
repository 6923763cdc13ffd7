/** How much of the windows of a login is used, on one line. */
import type { LoginView } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { when } from "@tinyagi/visualizer/text";

const PERIODS: Readonly<Record<string, string>> = { five_hour: "5 hours", seven_day: "week", day: "day" };

export function quotaText(quota: LoginView["quota"]): string {
  return quota
    .map(({ period, usedPercent, resetsAt }) => {
      const name = Object.hasOwn(PERIODS, period) ? PERIODS[period] : cleanLine(period).replaceAll("_", " ");
      const until = resetsAt === null ? "" : ` until ${when(resetsAt)}`;
      return `${name} ${Math.floor(usedPercent)}%${until}`;
    })
    .join(", ");
}
