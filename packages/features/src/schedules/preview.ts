/** When a schedule would be due, before it exists: from words, a date or a cron expression. Pure. */

import { machineZone } from "@tinyagi/base";
import { AppError, type SchedulePreview } from "@tinyagi/contracts";
import { checkCron, isTimeZone, nextTimes, readRunAt } from "./schedule-time.js";
import { readWhen } from "./words.js";

export interface PreviewInput {
  when: string;
  /** Null for the machine's. */
  timeZone: string | null;
  /** Most times to compute. */
  count: number;
}

/** @throws AppError `INVALID_INPUT` with what to write instead */
export function previewTimes({ when, timeZone, count }: PreviewInput, now: number): SchedulePreview {
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new AppError("INVALID_INPUT", "There is no such time zone; use a name such as Europe/Berlin.", {
      details: [{ path: "timeZone", message: "is not known" }],
    });
  const wanted = readWhen(when, { now, timeZone });
  const zone = timeZone ?? machineZone();
  if ("cron" in wanted) {
    checkCron(wanted.cron, timeZone, { now });
    return {
      cron: wanted.cron,
      runAt: null,
      timeZone: zone,
      times: nextTimes(wanted.cron, timeZone, { now, count }),
    };
  }
  const time = readRunAt(wanted.runAt, timeZone);
  if (time <= now)
    throw new AppError("INVALID_INPUT", "This time has passed. Name one in the future.", {
      details: [{ path: "when", message: "is in the past" }],
    });
  return { cron: null, runAt: new Date(time).toISOString(), timeZone: zone, times: [time] };
}
