/** How much of the windows of a login is used, on one line. */
import { type LoginView, periodText } from "@tinyagi/contracts";
import { stamp } from "@tinyagi/views";

export function quotaText(quota: LoginView["quota"]): string {
  return quota
    .map(({ period, usedPercent, resetsAt }) => {
      const until = resetsAt === null ? "" : ` until ${stamp(resetsAt)}`;
      return `${periodText(period)} ${Math.floor(usedPercent)}%${until}`;
    })
    .join(", ");
}
