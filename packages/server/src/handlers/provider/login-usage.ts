/** How much of their windows logins have used, as `/usage` tells it. Pure. */
import { type LoginView, periodText } from "@tinyagi/contracts";
import type { LoginUsage } from "@tinyagi/teams";

/** Without logins that no provider measures. The only login of a provider needs no name. */
export function toLoginUsage(logins: Readonly<Record<string, readonly LoginView[]>>): LoginUsage[] {
  return Object.entries(logins).flatMap(([provider, views]) =>
    views
      .filter(({ quota }) => quota.length > 0)
      .map(({ name, quota }) => ({
        provider,
        ...(views.length > 1 ? { login: name } : {}),
        windows: quota.map(({ period, usedPercent, resetsAt }) => ({
          name: periodText(period),
          used: usedPercent / 100,
          ...(resetsAt === null ? {} : { resetsAt }),
        })),
      })),
  );
}
