/** What happens, as it happens. Newest first; nothing moves while it is read or paused. */
"use client";
import { useMemo } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { absolute, exactClock } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { type Agents, useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip } from "../../ui/chips";
import { FilterBar, FilterChoice, FilterText } from "../../ui/filter-bar";
import { NewRows } from "../../ui/page-head";
import { Empty, Reading, Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { type Column, NARROW_ONLY, Table } from "../../ui/table";
import { SavedViews } from "../saved-views/saved-views";
import { type Entry, type Filter, LEVELS, type Level, matches, partWord, SPANS, sinceOf } from "./entries";
import { EntryInspector } from "./entry-inspector";
import { Histogram } from "./histogram";
import { levelCounts } from "./level-counts";
import { LevelMark } from "./level-mark";
import { useOffered } from "./offered";
import type { LogPages } from "./queries";

const MINUTE_MS = 60_000;
/** Shown before the words on a phone, which has no column for the level. */
const LOUD: ReadonlySet<Level> = new Set(["error", "warn"]);

/** What the page shows; all of it is in the address. */
export function useFilter(): Filter {
  const [level] = useParam("level", "info");
  const [part] = useParam("part");
  const [agent] = useParam("agent");
  const [text] = useParam("q");
  const [span] = useParam("span");
  return {
    ...{ part, agent, text },
    level: LEVELS.find((one) => one === level) ?? "info",
    span: SPANS.find((one) => one === span) ?? "",
  };
}

export function LiveLog({ log }: { log: LogPages }) {
  const filter = useFilter();
  const names = useAgents().data ?? {};
  const now = useNow();
  const [current, setCurrent] = useParam("entry");
  const { part, agent, text, span } = filter;
  // To the minute: the list is not counted anew each second.
  const since = sinceOf(span, Math.floor(now / MINUTE_MS) * MINUTE_MS);
  // Kept between drawings: the clock alone must not count thousands of entries again.
  const loud = useMemo(
    () => (log.entries ?? []).filter((entry) => matches(entry, { level: "debug", part, agent, text, since })),
    [log.entries, part, agent, text, since],
  );
  const counts = useMemo(() => levelCounts(loud), [loud]);
  const all = loud.filter((entry) => matches(entry, { ...filter, since }));
  const { shown, hidden, isPaused, showAll, toggle, reading } = useOffered(all);
  const entry = all.find(({ key }) => key === current);
  return (
    <>
      <Filters names={names} counts={counts} isPaused={isPaused} onPause={toggle} />
      <Histogram entries={loud} now={Math.max(now, loud[0]?.time ?? 0)} />
      {log.entries === undefined && <NotYet log={log} />}
      <div className="flex min-h-0 flex-1">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col" onScrollCapture={reading}>
          <NewRows count={hidden} onShow={showAll} />
          {log.entries !== undefined && (
            <Table
              label={words.logs.log}
              columns={getColumns(names)}
              rows={shown}
              toKey={({ key }) => key}
              current={current}
              onCurrent={setCurrent}
              onOpen={setCurrent}
              next={log.next}
              rowHeight={30}
              empty={<NoEntry filter={filter} log={log} />}
            />
          )}
        </div>
        {entry !== undefined && (
          <EntryInspector key={entry.key} entry={entry} onClose={() => setCurrent("")} />
        )}
      </div>
    </>
  );
}

/** Before the first answer: what went wrong, or that it takes long. */
export function NotYet({ log }: { log: Pick<LogPages, "error" | "retry"> }) {
  if (log.error !== null) return <Trouble text={toWords(log.error)} retry={log.retry} />;
  return (
    <div className="px-4 md:px-8">
      <Reading />
    </div>
  );
}

function Filters(props: {
  names: Agents;
  counts: Readonly<Record<Level, number>>;
  isPaused: boolean;
  onPause: () => void;
}) {
  const { level, part, agent, text, span } = useFilter();
  const [, setLevel] = useParam("level", "info");
  const [, setPart] = useParam("part");
  const [, setAgent] = useParam("agent");
  const [, setText] = useParam("q");
  const [, setSpan] = useParam("span");
  const suggested = words.savedViews.suggested([
    text === "" ? "" : words.savedViews.quoted(text),
    level === "info" ? "" : words.logs.atLeast[level],
    part === "" ? "" : partWord(part),
    agent === "" ? "" : (props.names[agent]?.name ?? agent),
    span === "" || span === undefined ? "" : words.logs.spans[span],
  ]);
  const agents = Object.entries(props.names).map(([id, { name }]) => ({ value: id, name }));
  return (
    <FilterBar label={words.logs.which}>
      <FilterText label={words.logs.search} value={text} onChange={setText} />
      <FilterChoice
        label={words.logs.level}
        choices={LEVELS.map((value) => ({
          value,
          name: words.logs.atLeast[value],
          count: props.counts[value],
        }))}
        value={level}
        onChange={setLevel}
      />
      <span className="flex gap-2 md:ml-auto md:flex-wrap">
        <Select
          label={words.logs.part}
          isBare
          value={part}
          options={[
            { value: "", name: words.logs.anyPart },
            ...Object.entries(words.logs.parts).map(([value, name]) => ({ value, name })),
          ]}
          onChange={({ target }) => setPart(target.value)}
        />
        <Select
          label={words.logs.agent}
          isBare
          value={agent}
          options={[{ value: "", name: words.logs.anyAgent }, ...agents]}
          onChange={({ target }) => setAgent(target.value)}
        />
        <Select
          label={words.logs.span}
          isBare
          value={span}
          options={[
            { value: "", name: words.logs.spans.any },
            ...SPANS.map((value) => ({ value, name: words.logs.spans[value] })),
          ]}
          onChange={({ target }) => setSpan(target.value)}
        />
        <Button aria-pressed={props.isPaused} onClick={props.onPause}>
          {props.isPaused ? words.logs.goOn : words.logs.pause}
        </Button>
      </span>
      <SavedViews page="logs" suggested={suggested} />
    </FilterBar>
  );
}

function getColumns(names: Agents): Column<Entry>[] {
  return [
    {
      key: "time",
      head: words.logs.time,
      // Regions that count hours to twelve need more.
      width: "120px",
      cell: ({ time }) => (
        <time
          dateTime={new Date(time).toISOString()}
          title={absolute(time)}
          className="font-mono text-12 text-n-7"
        >
          {exactClock(time)}
        </time>
      ),
    },
    {
      key: "level",
      head: words.logs.level,
      width: "80px",
      wideOnly: true,
      cell: ({ level }) => <LevelMark level={level} />,
    },
    {
      key: "part",
      head: words.logs.part,
      width: "96px",
      wideOnly: true,
      cell: ({ part }) => <span className="font-mono text-12 text-n-8">{partWord(part)}</span>,
    },
    {
      key: "agent",
      head: words.logs.agent,
      width: "136px",
      wideOnly: true,
      cell: ({ agent }) => (agent === "" ? null : <AgentChip id={agent} name={names[agent]?.name} />),
    },
    {
      key: "text",
      head: words.logs.entry,
      width: "minmax(0,1fr)",
      cell: ({ text, level }) => (
        <span
          className={`font-mono text-12 max-md:line-clamp-2 max-md:leading-4 max-md:whitespace-normal ${level === "debug" ? "text-n-7" : "text-n-10"}`}
        >
          {LOUD.has(level) && (
            <span className={`mr-2 inline-block align-middle ${NARROW_ONLY}`}>
              <LevelMark level={level} />
            </span>
          )}
          {text}
        </span>
      ),
    },
  ];
}

function NoEntry({ filter, log }: { filter: Filter; log: LogPages }) {
  const [, setText] = useParam("q");
  const [, setPart] = useParam("part");
  const [, setAgent] = useParam("agent");
  const [, setLevel] = useParam("level", "info");
  const [, setSpan] = useParam("span");
  const said = filter.text === "" ? words.logs.noMatch : words.logs.noneSays(oneLine(filter.text, 40));
  return (
    <Empty title={said} text={log.hasMore ? words.logs.searchedNewest : words.logs.searchedAll}>
      <span className="flex gap-2">
        {log.hasMore && <Button onClick={log.next.more}>{words.logs.searchBack}</Button>}
        <Button
          onClick={() => {
            for (const clear of [setText, setPart, setAgent, setSpan]) clear("");
            setLevel("debug");
          }}
        >
          {words.logs.showAll}
        </Button>
      </span>
    </Empty>
  );
}
