/** One schedule beside the list: what it says, its next five times, what happened, and its acts. */
"use client";
import { sayWhy } from "@tinyagi/views";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { quoted } from "../../lib/format/shell";
import { oneLine, visible } from "../../lib/format/text";
import { runsHref } from "../../lib/hrefs";
import { useConversations } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Link } from "../../ui/link";
import { Region } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { RepeatWords } from "./cron-words";
import { useChangeSchedule, useDeleteSchedule, usePreview, useRunNow, useScheduleRuns } from "./queries";
import { ReportLine } from "./report-line";
import { ScheduleForm } from "./schedule-form";
import { isMissed, isSentOnce, runState, type Schedule, titleOfSchedule } from "./schedule-state";
import { DueTime, InYourZone } from "./times";

const HEAD = "border-b border-n-4 pb-1.5 text-12 font-semibold text-n-10";

export function ScheduleInspector({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const nameOf = useNameLookup();
  const { agentId, lastRun } = schedule;
  return (
    <Inspector label={words.schedules.schedule} title={titleOfSchedule(schedule)} onClose={onClose}>
      <div className="grid gap-5 p-5 text-13">
        <header className="flex items-center gap-4">
          <Face id={agentId} size={40} state={schedule.enabled ? "idle" : "asleep"} />
          <div className="min-w-0">
            <h3 className="truncate text-16 font-bold tracking-tight text-n-10">
              {oneLine(nameOf(agentId), 60)}
            </h3>
            <p className="text-12 text-n-7">
              <RepeatWords schedule={schedule} />
            </p>
          </div>
        </header>
        {lastRun !== null && isMissed(lastRun) && <Missed schedule={schedule} at={lastRun.dueAt} />}
        <p className="rounded-m bg-n-1 px-3 py-2 break-words whitespace-pre-wrap">
          {visible(schedule.message)}
        </p>
        <ReportLine schedule={schedule} />
        <Acts schedule={schedule} onClose={onClose} />
        <Region name={words.schedules.theNext}>
          <NextFive schedule={schedule} />
        </Region>
        <Region name={words.schedules.theHistory}>
          <History id={schedule.id} />
        </Region>
      </div>
    </Inspector>
  );
}

function Missed({ schedule, at }: { schedule: Schedule; at: number }) {
  return (
    <section aria-label={words.schedules.states.missed}>
      <h4 className="text-12 font-semibold text-failed">
        {words.schedules.missedAt} <DueTime at={at} />
      </h4>
      <p>
        {words.schedules.notRunning}{" "}
        {schedule.catchUp === "skip" ? words.schedules.skip : words.schedules.makeUp}
      </p>
    </section>
  );
}

function Acts({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const { id, label, enabled } = schedule;
  const [isEditing, setEditing] = useState(false);
  const run = useRunNow(id);
  const change = useChangeSchedule(id);
  const remove = useDeleteSchedule();
  const error = run.error ?? change.error;
  return (
    <section aria-label={words.schedules.acts} className="grid gap-1.5">
      <div className="flex flex-wrap gap-1.5">
        <Button size="s" disabled={run.isPending} onClick={() => run.mutate()}>
          {words.schedules.runNow}
        </Button>
        <Button size="s" disabled={change.isPending} onClick={() => change.mutate({ enabled: !enabled })}>
          {enabled ? words.schedules.turnOff : words.schedules.turnOn}
        </Button>
        <Button size="s" onClick={() => setEditing(true)}>
          {words.common.edit}
        </Button>
        <Button
          size="s"
          kind="risk"
          onClick={() => {
            onClose();
            remove(schedule);
          }}
        >
          {words.common.delete}
        </Button>
      </div>
      {run.data !== undefined && (
        <p role="status" className="flex items-center gap-2 text-12 text-n-7">
          {words.schedules.sent}
          <Link href={runsHref(run.data.conversationId)} className={buttonClass("plain", "s")}>
            {words.common.openRun}
          </Link>
        </p>
      )}
      {error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      <Terminal
        commands={[
          `tinyagi schedule run ${quoted(label)}`,
          `tinyagi schedule ${enabled ? "disable" : "enable"} ${quoted(label)}`,
          `tinyagi schedule history ${quoted(label)}`,
          `tinyagi schedule remove ${quoted(label)} --yes`,
        ]}
      />
      {isEditing && (
        <ScheduleForm
          schedule={schedule}
          onClose={() => setEditing(false)}
          onSaved={() => setEditing(false)}
        />
      )}
    </section>
  );
}

function NextFive({ schedule }: { schedule: Schedule }) {
  const { enabled, cron, nextRunAt, zone } = schedule;
  const preview = usePreview(enabled ? cron : "", zone);
  const times = cron === "" ? (nextRunAt === null ? [] : [nextRunAt]) : (preview.data?.times ?? []);
  return (
    <section aria-label={words.schedules.nextTimes}>
      <h4 className={HEAD}>{cron === "" ? words.schedules.heads.next : words.schedules.nextFive}</h4>
      {!enabled && (
        <p className="py-2 text-n-7">{isSentOnce(schedule) ? words.schedules.sent : words.schedules.isOff}</p>
      )}
      {enabled && times.length === 0 && (cron === "" || preview.data !== undefined) && (
        <p className="py-2 text-n-7">{words.schedules.notDue}</p>
      )}
      {enabled && cron !== "" && <Unread what={words.schedules.theNext} of={[preview]} />}
      {enabled && times.length > 0 && <InYourZone zone={zone} />}
      <ol>
        {enabled &&
          times.map((time) => (
            <li key={time} className="flex min-h-9 items-center border-b border-n-3 text-n-9">
              <DueTime at={time} />
            </li>
          ))}
      </ol>
    </section>
  );
}

function History({ id }: { id: string }) {
  const runs = useScheduleRuns(id);
  const open = new Set(
    (useConversations().data ?? []).filter(({ status }) => status === "open").map((one) => one.id),
  );
  return (
    <section aria-label={words.schedules.history}>
      <h4 className={HEAD}>{words.schedules.history}</h4>
      <Unread what={words.schedules.theHistory} of={[runs]} />
      {runs.data?.length === 0 && <p className="py-2 text-n-7">{words.schedules.neverDue}</p>}
      <ol>
        {(runs.data ?? []).map((run) => {
          const { conversationId, dueAt } = run;
          const reason = sayWhy(run, words.views);
          const { state, word } = runState(run, open.has(conversationId ?? ""));
          return (
            <li key={dueAt} className="flex min-h-9 items-center gap-3 border-b border-n-3 py-1">
              <span className="min-w-0 grow">
                <TimeChip at={dueAt} ago />
                {reason !== null && (
                  <span className="block text-12 break-words text-n-7">{visible(reason)}</span>
                )}
              </span>
              <StateMark state={state} word={word} />
              {conversationId !== null && (
                <Link href={runsHref(conversationId)} className={buttonClass("plain", "s")}>
                  {words.common.openRun}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
