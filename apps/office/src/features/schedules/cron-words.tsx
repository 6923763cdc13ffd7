/** A repetition in words, as a dictionary of cron knows them. Loaded when the first one is shown. */
"use client";
import { useEffect, useState } from "react";
import { absolute } from "../../lib/figures";
import { parseRegion } from "../../locale/language";
import { words } from "../../locale/words";
import { isDaily, type Schedule } from "./schedule-state";
import { isOwnZone } from "./zone";

let reader: Promise<(cron: string) => string> | undefined;

async function makeReader(): Promise<(cron: string) => string> {
  const { default: cronstrue } = await import("cronstrue");
  const isChinese = words.tag.startsWith("zh");
  // The dictionary adds itself to what is loaded already.
  if (isChinese) await import("cronstrue/locales/zh_CN");
  const look = {
    locale: isChinese ? "zh_CN" : "en",
    use24HourTimeFormat: !isTwelveHours(),
    throwExceptionOnParseError: true,
  };
  return (cron) => cronstrue.toString(cron, { ...look, verbose: isDaily(cron) });
}

export function RepeatWords({ schedule }: { schedule: Pick<Schedule, "cron" | "runAt" | "zone"> }) {
  const { cron, runAt, zone } = schedule;
  const [said, setSaid] = useState(cron);
  useEffect(() => {
    let isCurrent = true;
    reader ??= makeReader();
    reader
      .then((read) => isCurrent && setSaid(read(cron)))
      // An expression that the dictionary does not know is shown as it is.
      .catch(() => isCurrent && setSaid(cron));
    return () => {
      isCurrent = false;
    };
  }, [cron]);
  if (cron === "") return <>{words.schedules.once(runAt === undefined ? "" : absolute(Date.parse(runAt)))}</>;
  return <span title={cron}>{isOwnZone(zone) ? said : words.schedules.inZone(said, zone)}</span>;
}

/** Whether the reader counts hours to twelve. */
function isTwelveHours(): boolean {
  return (
    new Intl.DateTimeFormat(parseRegion(words.tag), { hour: "numeric" }).resolvedOptions().hour12 === true
  );
}
