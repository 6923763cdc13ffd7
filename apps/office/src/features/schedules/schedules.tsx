/**
 * Schedules. Its question: what happens by itself, and did it? The eye meets who comes next, then what was missed. The
 * address says which schedule is open.
 */
"use client";
import { oneLine } from "../../lib/format/text";
import { useConversations } from "../../lib/queries";
import { useAdding } from "../../lib/use-adding";
import { PHONE, useMedia } from "../../lib/use-media";
import { useNameLookup } from "../../lib/use-name-of";
import { useParam } from "../../lib/use-param";
import { useView } from "../../lib/use-view";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Empty, Region } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { type Column, Table } from "../../ui/table";
import { Unread } from "../../ui/unread";
import { RepeatWords } from "./cron-words";
import { useLeaving } from "./leaving";
import { useSchedules } from "./queries";
import { ScheduleForm } from "./schedule-form";
import { ScheduleInspector } from "./schedule-inspector";
import { inOrder, runState, type Schedule, schedulesSentence, titleOfSchedule } from "./schedule-state";
import { ScheduleWeek } from "./schedule-week";
import { dueWords, NextTime } from "./times";

const VIEWS = ["list", "week"] as const;

export function Schedules() {
  const query = useSchedules();
  const [current, setCurrent] = useParam("schedule");
  const [view, setView] = useView("schedules", VIEWS);
  const [isAdding, setAdding] = useAdding(words.schedules.newSchedule);
  const isPhone = useMedia(PHONE);
  const leaving = useLeaving();
  const nameOf = useNameLookup();
  const schedules = inOrder((query.data ?? []).filter(({ id }) => !leaving.has(id)));
  const open = schedules.find(({ id }) => id === current);
  const columns = useColumns();
  function toTitle(id: string, label: string): string {
    return titleOfSchedule(schedules.find((one) => one.id === id) ?? { label, message: label });
  }
  return (
    <>
      <PageHead
        title={words.schedules.title}
        text={query.data === undefined ? "" : schedulesSentence(schedules, { nameOf, timeOf: dueWords })}
      >
        {schedules.length > 0 && (
          <Segmented
            label={words.schedules.view}
            choices={VIEWS.map((value) => ({ value, name: words.schedules.views[value] }))}
            value={view}
            onChange={setView}
          />
        )}
        <Button kind="go" onClick={() => setAdding(true)}>
          <Icon name="plus" size={14} />
          <span className="max-md:sr-only">{words.schedules.newSchedule}</span>
          <span className="max-md:hidden">
            <Key>C</Key>
          </span>
        </Button>
      </PageHead>
      <Unread what={words.schedules.theSchedules} of={[query]} />
      <div className="flex min-h-0 flex-1">
        <Region name={words.schedules.theSchedules}>
          {query.data !== undefined && schedules.length > 0 && view === "week" ? (
            <ScheduleWeek {...{ current, nameOf: toTitle }} onOpen={setCurrent} />
          ) : query.data === undefined ? null : (
            <Table
              label={words.schedules.title}
              columns={columns}
              rows={schedules}
              toKey={({ id }) => id}
              current={current}
              onCurrent={setCurrent}
              onOpen={setCurrent}
              rowHeight={isPhone ? 80 : 60}
              empty={<NoSchedules onAdd={() => setAdding(true)} />}
            />
          )}
        </Region>
        {open !== undefined && (
          <ScheduleInspector key={open.id} schedule={open} onClose={() => setCurrent("")} />
        )}
      </div>
      {isAdding && <ScheduleForm onClose={() => setAdding(false)} onSaved={setCurrent} />}
    </>
  );
}

function NoSchedules({ onAdd }: { onAdd: () => void }) {
  return (
    <Empty title={words.schedules.empty.title} text={words.schedules.empty.text}>
      <Button kind="go" onClick={onAdd}>
        {words.schedules.newSchedule}
      </Button>
    </Empty>
  );
}

function useColumns(): readonly Column<Schedule>[] {
  const nameOf = useNameLookup();
  const conversations = useConversations().data ?? [];
  const open = new Set(conversations.filter(({ status }) => status === "open").map(({ id }) => id));
  return [
    {
      key: "schedule",
      head: words.schedules.schedule,
      width: "minmax(0,1.6fr)",
      cell: (schedule) => (
        <span className="flex min-w-0 items-center gap-3">
          <Face id={schedule.agentId} size={40} state={schedule.enabled ? "idle" : "asleep"} />
          <span className="min-w-0">
            <b className="block truncate text-14 font-semibold text-n-10">{titleOfSchedule(schedule)}</b>
            <span className="line-clamp-2 text-12 whitespace-normal text-n-7 max-md:line-clamp-3">
              <RepeatWords schedule={schedule} />
            </span>
          </span>
        </span>
      ),
    },
    {
      key: "who",
      head: words.schedules.heads.who,
      width: "minmax(0,0.8fr)",
      wideOnly: true,
      cell: ({ agentId }) => oneLine(nameOf(agentId), 40),
    },
    {
      key: "what",
      head: words.schedules.heads.says,
      width: "minmax(0,1.1fr)",
      wideOnly: true,
      cell: ({ message }) => <span className="text-n-7">{oneLine(message, 120)}</span>,
    },
    {
      key: "next",
      head: words.schedules.heads.next,
      width: "minmax(132px,1fr)",
      cell: (row) => <NextTime schedule={row} />,
    },
    {
      key: "last",
      head: words.schedules.heads.last,
      width: "minmax(0,0.8fr)",
      wideOnly: true,
      cell: ({ lastRun }) => {
        if (lastRun === null) return <span className="text-12 text-n-7">{words.schedules.notYet}</span>;
        const { state, word } = runState(lastRun, open.has(lastRun.conversationId ?? ""));
        return (
          <span className="grid min-w-0 gap-0.5">
            <StateMark state={state} word={word} />
            <TimeChip at={lastRun.dueAt} ago />
          </span>
        );
      },
    },
  ];
}
