/** Why a due time led to what it did, as a row keeps it: a fact, or the sentence of an earlier release. */
import { type ScheduleWhy, scheduleWhySchema } from "@tinyagi/contracts";
import type { ScheduleRunRow } from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";

export function readWhy({ reason }: Pick<ScheduleRunRow, "reason">): {
  reason: string | null;
  why: ScheduleWhy | null;
} {
  const why = reason === null ? null : toFact(reason);
  return { reason: why === null ? reason : whyPhrase(why), why };
}

function toFact(stored: string): ScheduleWhy | null {
  // No sentence begins so.
  if (!stored.startsWith("{")) return null;
  try {
    return scheduleWhySchema.parse(JSON.parse(stored));
  } catch {
    return null; // A newer release wrote it.
  }
}
