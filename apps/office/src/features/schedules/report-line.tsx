/** Where the answers of a schedule go: the owner's chat, the person it names, or only the record. */
"use client";
import type { ReportChat } from "@tinyagi/contracts";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { channelName } from "../../ui/chips";
import { useReportChat } from "./queries";
import type { Schedule } from "./schedule-state";

const NAME_MAX = 60;

/** @param schedule absent for a new one */
export function ReportLine({ schedule }: { schedule?: Schedule | undefined }) {
  const owners = useReportChat(schedule === undefined);
  const chat = schedule === undefined ? owners.data?.chat : schedule.reportsTo;
  return chat === undefined ? null : <p className="text-12 break-words text-n-7">{toSentence(chat)}</p>;
}

function toSentence(chat: ReportChat): string {
  if (chat === null) return words.schedules.report.none;
  return words.schedules.report.chat(oneLine(chat.name, NAME_MAX), channelName(chat.channel));
}
