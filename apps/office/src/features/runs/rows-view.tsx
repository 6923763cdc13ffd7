/** Tree and timeline: the same rows, once with figures, once along the time. */
"use client";
import { waitWords } from "@tinyagi/views";
import { memo, useMemo } from "react";
import { useNow } from "../../lib/clock";
import { duration } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { isLiveStatus, runShown, STATE_WIDTH } from "../../ui/states";
import { type Column, Table } from "../../ui/table";
import { faceOf, type Row } from "./rows";
import { listTicks } from "./ticks";
import { Lasted } from "./took";

interface Props {
  view: "tree" | "time";
  rows: readonly Row[];
  current: string;
  onCurrent: (key: string) => void;
}

export function RowsView({ view, ...shared }: Props) {
  const span = useSpan(shared.rows);
  const columns = view === "tree" ? treeColumns() : timeColumns(span);
  return (
    <Table
      label={view === "tree" ? words.runs.views.asTree : words.runs.views.alongTime}
      columns={columns}
      toKey={({ key }) => key}
      rowHeight={36}
      empty={<p className="py-6 text-13 text-n-7">{words.runs.views.nothingBegan}</p>}
      {...shared}
    />
  );
}

const nameColumn = (width: string): Column<Row> => ({
  key: "name",
  head: words.runs.list.task,
  width,
  cell: (row) => <Name row={row} />,
});
const treeColumns = (): Column<Row>[] => [
  nameColumn("minmax(0,1fr)"),
  {
    key: "state",
    head: words.runs.list.state,
    width: STATE_WIDTH,
    cell: ({ shown }) => <StateMark {...shown} dense="phone" />,
  },
  {
    key: "took",
    head: words.runs.list.took,
    width: "96px",
    align: "right",
    wideOnly: true,
    cell: ({ time }) => <Lasted time={time} />,
  },
  {
    key: "own",
    head: words.runs.views.own,
    width: "72px",
    align: "right",
    wideOnly: true,
    cell: ({ own }) => <MoneyChip of={own} />,
  },
  {
    key: "all",
    head: words.runs.views.all,
    width: "72px",
    align: "right",
    cell: ({ total }) => <MoneyChip of={total} />,
  },
];

function timeColumns(span: Span): Column<Row>[] {
  return [
    nameColumn("minmax(140px,0.6fr)"),
    {
      key: "bar",
      head: words.runs.views.until(duration(span.length)),
      headShown: <Axis length={span.length} />,
      width: "minmax(0,1fr)",
      cell: (row) => <Bar row={row} span={span} />,
    },
  ];
}

/** One level of the tree, in pixels. */
const INDENT = 18;
/** Deeper levels stand at this one, so that their words keep room. */
const DEEPEST = 8;

/** Rows that stay while the list scrolls are not drawn again. */
const Name = memo(function Name({ row }: { row: Row }) {
  const { agent, title, depth, rails, shown, attempts, message } = row;
  const level = Math.min(depth, DEEPEST);
  const nameOf = useNameLookup();
  return (
    <span className="flex h-9 min-w-0 items-center gap-2 max-md:h-14">
      {depth > 0 && (
        <svg
          width={level * INDENT}
          viewBox={`0 0 ${level * INDENT} 36`}
          preserveAspectRatio="none"
          className="block h-full flex-none text-n-5"
          aria-hidden="true"
        >
          <path d={railsPath(rails.slice(-level))} fill="none" stroke="currentColor" />
        </svg>
      )}
      <Face id={faceOf(row)} size={20} state={shown.state} />
      <span className="truncate font-medium text-n-10" title={title}>
        {title}
      </span>
      {shown.state === "held" && message !== undefined ? (
        <Waits message={message} />
      ) : (
        <span className="truncate text-12 text-n-7 max-md:hidden">{oneLine(nameOf(agent), 40)}</span>
      )}
      {attempts.length > 0 && (
        <span className="flex-none text-12 text-n-7">{words.runs.part.attempt(attempts.length + 1)}</span>
      )}
    </span>
  );
});

/** For what it waits, and until when. On a phone there is no room beside the title: its panel says it. */
function Waits({ message }: { message: NonNullable<Row["message"]> }) {
  const wait = waitWords(message, useNow(), words.views);
  return (
    <span className="min-w-16 shrink-[0.2] truncate text-12 text-n-7 max-md:hidden" title={wait}>
      {wait}
    </span>
  );
}

function railsPath(rails: readonly boolean[]): string {
  return rails
    .map((isOpen, i) => {
      const x = i * INDENT + 9.5;
      const isLast = i === rails.length - 1;
      if (!isLast) return isOpen ? `M${x} 0V36` : "";
      return `M${x} 0V${isOpen ? 36 : 18}M${x} 18H${x + 8}`;
    })
    .join("");
}

interface Span {
  start: number;
  length: number;
}

/** From the first start to the last end, or until now while something runs. */
function useSpan(rows: readonly Row[]): Span {
  const now = useNow();
  return useMemo(() => {
    const runs = rows.flatMap(({ run, attempts }) => (run === undefined ? [] : [...attempts, run]));
    const start = Math.min(...runs.map(({ createdAt }) => createdAt));
    const end = Math.max(
      ...runs.map((run) => run.finishedAt ?? (isLiveStatus(run.status) ? now : run.createdAt)),
    );
    return runs.length === 0 ? { start: 0, length: 1 } : { start, length: Math.max(1, end - start) };
  }, [rows, now]);
}

const COLOURS = {
  running: "fill-running",
  done: "fill-done",
  failed: "fill-failed",
  waiting: "fill-waiting",
  held: "fill-held",
  idle: "fill-n-6",
  asleep: "fill-n-6",
} as const;

/** Round times since the start, above their lines. Laid out as a bar is. */
function Axis({ length }: { length: number }) {
  return (
    <span className="flex items-center gap-2">
      <span className="w-4 flex-none" />
      <span className="relative h-4 min-w-0 grow font-mono text-12 leading-4 font-normal whitespace-nowrap">
        <span className="absolute left-0">0</span>
        {listTicks(length).map((tick, i) => (
          <span
            key={tick}
            style={{ left: `${(tick / length) * 100}%` }}
            className={`absolute border-l border-n-4 pl-1 ${i % 2 === 0 ? "max-md:hidden" : ""}`}
          >
            {duration(tick)}
          </span>
        ))}
      </span>
      <span className="w-20 flex-none text-right max-md:hidden">{duration(length)}</span>
    </span>
  );
}

/** Each attempt is a bar; a gap between two is the wait before the next try. */
const Bar = memo(function Bar({ row: { run, attempts, shown, time }, span }: { row: Row; span: Span }) {
  const now = useNow();
  if (run === undefined) return <StateMark {...shown} />;
  const at = (time: number): number => ((time - span.start) / span.length) * 100;
  return (
    <span className="flex items-center gap-2">
      <span className="w-4 flex-none">
        <StateMark {...shown} dense />
      </span>
      <svg className="h-4 min-w-0 grow" width="100%" height="16" aria-hidden="true">
        {listTicks(span.length).map((tick) => {
          const x = `${(tick / span.length) * 100}%`;
          return <line key={tick} x1={x} x2={x} y1={0} y2={16} className="stroke-n-3" />;
        })}
        {[...attempts, run].map((one) => {
          const x = at(one.startedAt ?? one.createdAt);
          const end = at(one.finishedAt ?? (isLiveStatus(one.status) ? now : one.createdAt));
          const { state } = one === run ? shown : runShown(one.status);
          return (
            <rect
              key={one.runId}
              x={`${x}%`}
              y={2}
              width={`${Math.max(0.4, end - x)}%`}
              height={12}
              rx={2}
              className={COLOURS[state]}
            />
          );
        })}
      </svg>
      <span className="w-20 flex-none text-right max-md:hidden">
        <Lasted time={time} />
      </span>
    </span>
  );
});
