/** A week: which schedule runs when, what was sent, what was missed. The daemon says all of it. */
"use client";
import { DUE_COUNT_MAX } from "@tinyagi/contracts";
import { sayWhy } from "@tinyagi/views";
import { absolute, clock, dayWords } from "../../lib/figures";
import { visible } from "../../lib/format/text";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Face } from "../../ui/face";
import { type State, StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Reading } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { useLeaving } from "./leaving";
import { useWeek, type Week } from "./queries";

type Day = Week["days"][number];
type Entry = Day["schedules"][number];
type Time = Entry["times"][number];

/** A time that lies ahead has no state yet. */
const STATES: Readonly<Record<Exclude<Time["state"], "due">, State>> = {
  fired: "done",
  missed: "failed",
  failed: "failed",
  skipped: "held",
};

interface Props {
  current: string;
  /** The name of a schedule. */
  nameOf: (id: string, label: string) => string;
  onOpen: (id: string) => void;
}

export function ScheduleWeek({ current, nameOf, onOpen }: Props) {
  const [date, setDate] = useParam("week");
  const query = useWeek(date);
  const week = query.data;
  if (week === undefined)
    return (
      <div className="min-w-0 flex-1">
        <Unread what={words.schedules.theSchedules} of={[query]} />
        <div className="px-4 md:px-8">{query.failureCount === 0 && <Reading />}</div>
      </div>
    );
  return (
    // biome-ignore-start lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section
      aria-label={words.schedules.views.week}
      tabIndex={0}
      className="@container min-h-0 min-w-0 flex-1 overflow-auto px-4 pb-8 md:px-8"
    >
      <Moves week={week} date={date} onDate={setDate} />
      {/* Beside an open schedule there may be no room for seven columns: then the days follow each other. */}
      <div className="@min-[640px]:grid @min-[640px]:grid-cols-[repeat(7,minmax(0,1fr))] @min-[640px]:gap-x-2">
        {week.days.map((day) => (
          <DayColumn key={day.date} {...{ day, current, nameOf, onOpen }} />
        ))}
      </div>
      <Terminal
        commands={[`tinyagi schedule week ${week.days[0]?.date ?? ""} --time-zone ${week.timeZone}`]}
      />
    </section>
    // biome-ignore-end lint/a11y/noNoninteractiveTabindex: until here.
  );
}

function Moves({ week, date, onDate }: { week: Week; date: string; onDate: (date: string) => void }) {
  const say = words.schedules.week;
  const isNow = week.days.some(({ isToday }) => isToday);
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-1.5 py-2">
      <Button size="icon" aria-label={say.before} title={say.before} onClick={() => onDate(week.previous)}>
        <Icon name="back" />
      </Button>
      <Button size="icon" aria-label={say.after} title={say.after} onClick={() => onDate(week.next)}>
        <Icon name="next" />
      </Button>
      <h2 className="px-2 text-14 font-semibold text-n-10" aria-live="polite">
        {say.from(dayName(week.days[0]), dayName(week.days[6]))}
      </h2>
      {!(isNow && date === "") && (
        <Button size="s" onClick={() => onDate("")}>
          {say.now}
        </Button>
      )}
    </div>
  );
}

function DayColumn({ day, current, nameOf, onOpen }: Props & { day: Day }) {
  const leaving = useLeaving();
  const shown = day.schedules.filter(({ scheduleId }) => !leaving.has(scheduleId));
  const name = dayName(day);
  return (
    <section aria-label={name} className="min-w-0 pb-4">
      <h3
        className={`sticky top-0 z-10 mb-1.5 flex min-h-9 items-center gap-2 border-b bg-n-0 text-12 font-semibold ${day.isToday ? "border-n-10 text-n-10" : "border-n-4 text-n-7"}`}
      >
        <span className="truncate">{name}</span>
        {day.isToday && (
          <span className="rounded-xs bg-n-3 px-1.5 text-11">{words.schedules.week.today}</span>
        )}
      </h3>
      {shown.length === 0 && <p className="py-1 text-12 text-n-7">{words.schedules.week.nothing}</p>}
      <ul className="grid gap-1.5">
        {shown.map((entry) => (
          <li key={entry.scheduleId} className="min-w-0">
            <EntryCard
              entry={entry}
              name={nameOf(entry.scheduleId, entry.label)}
              isCurrent={entry.scheduleId === current}
              onOpen={() => onOpen(entry.scheduleId === current ? "" : entry.scheduleId)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function EntryCard(props: { entry: Entry; name: string; isCurrent: boolean; onOpen: () => void }) {
  const { agentId, times, hasMore, missed, failed } = props.entry;
  const say = words.schedules.week;
  return (
    <button
      type="button"
      aria-pressed={props.isCurrent}
      onClick={props.onOpen}
      className="grid w-full min-w-0 gap-1 rounded-m border border-n-4 bg-n-0 px-2 py-1.5 text-left text-12 hover:border-n-6 aria-pressed:border-n-10 aria-pressed:bg-accent-soft max-md:min-h-11"
    >
      <span className="flex min-w-0 items-center gap-1.5">
        <Face id={agentId} size={20} />
        <b className="truncate font-medium text-n-10">{props.name}</b>
      </span>
      <span className="flex flex-wrap gap-x-2 gap-y-0.5 font-mono text-11">
        {(hasMore ? getNext(times) : times).map((time) => (
          <OneTime key={time.at} time={time} />
        ))}
        {hasMore && <span className="font-sans text-n-7">{toCounts(props.entry)}</span>}
      </span>
      {missed > 0 && <StateMark state="failed" word={say.missed(missed)} />}
      {failed > 0 && <StateMark state="failed" word={say.failed(failed)} />}
    </button>
  );
}

/** Of many times, those that went wrong and the one that comes next. */
function getNext(times: readonly Time[]): readonly Time[] {
  const next = times.find(({ state }) => state === "due");
  return times.filter((time) => time === next || time.state === "missed" || time.state === "failed");
}

/** `42 sent, 6 due` */
function toCounts({ sent, due }: Entry): string {
  const say = words.schedules.week;
  const parts = [
    ...(sent === 0 ? [] : [say.sent(sent)]),
    ...(due === 0 ? [] : [due < DUE_COUNT_MAX ? say.due(due) : say.dueOver(due)]),
  ];
  return parts.join(", ");
}

function OneTime({ time }: { time: Time }) {
  const { at, state } = time;
  const states = words.schedules.states;
  const word = state === "due" ? "" : state === "fired" ? states.sent : states[state];
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={[absolute(at), word, visible(sayWhy(time, words.views) ?? "")].filter(Boolean).join(" · ")}
      className={`flex items-center gap-1 whitespace-nowrap ${state === "due" ? "text-n-10" : "text-n-7"}`}
    >
      {state !== "due" && <StateMark state={STATES[state]} word={word} dense />}
      {clock(at)}
    </time>
  );
}

function dayName(day: Day | undefined): string {
  return day === undefined ? "" : dayWords(day.start, "date");
}
