/** The windows of logins: the newest figures are kept, and background work may have to leave room in them. */

import type { Clock } from "@tinyagi/base";
import type { QuotaWindow } from "@tinyagi/contracts";
import type { QuotaRow } from "../store/schema.js";
import type { Store } from "../store/store.js";
import type { Circuits } from "./circuits-contract.js";

/** More than any provider has for one login. */
const WINDOWS_MAX = 16;

export async function keepQuota(
  { store, circuits, clock }: { store: Store; circuits: Pick<Circuits, "findUse">; clock: Clock },
  runId: string,
  windows: readonly QuotaWindow[],
): Promise<void> {
  const use = circuits.findUse(runId);
  if (use === undefined) return;
  const { provider, login } = use;
  await store.writeSoon(() => {
    for (const { period, usedPercent, resetsAt } of windows.slice(0, WINDOWS_MAX))
      store.quota.put({
        provider,
        login,
        period,
        used_percent: usedPercent,
        resets_at: resetsAt,
        seen_at: clock.now(),
      });
  });
}

/** A window of which a figure is known and still true: it has not started again since. */
export function isCurrent({ resets_at: resetsAt }: QuotaRow, now: number): boolean {
  return resetsAt === null || resetsAt > now;
}

/**
 * The window that leaves background work no room. Pure.
 *
 * @param max percent from which it waits
 * @returns the full window that starts again last; undefined when there is room
 */
export function fullWindow(
  rows: readonly QuotaRow[],
  { login, max, now }: { login: string; max: number; now: number },
): QuotaRow | undefined {
  return rows
    .filter((row) => row.login === login && row.resets_at !== null && isCurrent(row, now))
    .filter(({ used_percent: used }) => used >= max)
    .sort((one, other) => (other.resets_at ?? 0) - (one.resets_at ?? 0))[0];
}
