/** A repetition in words, as a dictionary of cron knows them. Loaded when the first one is shown. */
"use client";
import { useEffect, useState } from "react";
import { absolute } from "../../lib/format/time";
import type { Schedule } from "./schedule-state";

let reader: Promise<(cron: string) => string> | undefined;

function loadReader(): Promise<(cron: string) => string> {
  reader ??= import("cronstrue").then(
    ({ default: cronstrue }) =>
      (cron) =>
        cronstrue.toString(cron, { use24HourTimeFormat: !isTwelveHours(), throwExceptionOnParseError: true }),
  );
  return reader;
}

export function RepeatWords({ schedule }: { schedule: Pick<Schedule, "cron" | "runAt" | "timeZone"> }) {
  const { cron, runAt, timeZone } = schedule;
  const [words, setWords] = useState(cron);
  useEffect(() => {
    let isCurrent = true;
    loadReader()
      .then((read) => isCurrent && setWords(read(cron)))
      // An expression that the dictionary does not know is shown as it is.
      .catch(() => isCurrent && setWords(cron));
    return () => {
      isCurrent = false;
    };
  }, [cron]);
  if (cron === "") return <>Once, {runAt === undefined ? "" : absolute(Date.parse(runAt))}</>;
  return (
    <span title={cron}>
      {words}
      {timeZone !== null && `, ${timeZone}`}
    </span>
  );
}

/** Whether the reader counts hours to twelve. */
function isTwelveHours(): boolean {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 === true;
}
