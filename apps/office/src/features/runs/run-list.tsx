/** The list of runs. Its question: what ran, and how did it end? The eye meets what runs and what failed. */
"use client";
import type { WorkState } from "@tinyagi/contracts";
import { isOpenWork, runsAbove, workState } from "@tinyagi/views";
import { useRouter, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { oneLine } from "../../lib/format/text";
import { toTitle } from "../../lib/format/title";
import { runHref } from "../../lib/hrefs";
import { type Agents, type Run, useAgents, useLanes } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Link } from "../../ui/link";
import { markColumn } from "../../ui/mark-column";
import { NewRows, PageHead } from "../../ui/page-head";
import { Empty, Trouble } from "../../ui/region";
import { STATE_WIDTH, workShown } from "../../ui/states";
import { type Column, NARROW_ONLY, Table } from "../../ui/table";
import { useDefaultView } from "../saved-views/use-default-view";
import { rememberList } from "./list-address";
import { LIVE_PAGE, useRunPages, useRunsAtWork } from "./list-queries";
import { liveCounts, liveRows } from "./live-runs";
import { RunBulk } from "./run-bulk";
import { RunFilters, useRunFilter } from "./run-filters";
import { inSort, nextSort, SORTS } from "./sorting";
import { Took } from "./took";
import { useWaitingRuns } from "./use-waiting-runs";

export function RunList() {
  useDefaultView("runs");
  const router = useRouter();
  const { filter, sort, isNarrow, clear } = useRunFilter();
  const [, setSort] = useParam("sort");
  const now = useNow();
  const { status, all } = filter;
  const [at, setAt] = useParam("at");
  const names = useAgents().data ?? {};
  const waiting = useWaitingRuns();
  const pages = useRunPages({ ...filter, waiting: [...waiting] });
  const live = useRunsAtWork().data;
  const open = useLanes().data?.lanes.flatMap(({ messages }) => messages);
  const rows = pages.rows ?? [];
  const isLive = status === "running" || status === "waiting";
  const filtered = isLive ? liveRows(rows, { status, all }, waiting) : rows;
  const { shown, hidden, reading, showAll } = useOffered(filtered);
  const search = useSearchParams().toString();
  useEffect(() => rememberList(search), [search]);
  const sorted = sort === undefined ? shown : inSort(shown, sort, { now, waiting });
  const marks = useMarks(sorted);
  const state = stateOf(runsAbove(live ?? [], shown, open), waiting);
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title={words.runs.title} text={live === undefined ? "\u00a0" : toSentence(live, waiting)} />
      <RunFilters names={names} />
      {pages.error !== null && pages.rows === undefined && (
        <Trouble text={toWords(pages.error)} retry={pages.retry} />
      )}
      <NewRows count={hidden} onShow={showAll} />
      {sort !== undefined && rows.length >= LIVE_PAGE && (
        <p className="px-4 py-1.5 text-12 text-n-7 md:px-8">{words.runs.list.sortedOf(rows.length)}</p>
      )}
      {pages.rows !== undefined && (
        <div className="flex min-h-0 flex-1 flex-col" onScrollCapture={reading}>
          <Table
            label={words.runs.title}
            columns={[markColumn({ ...marks, toKey, nameOf: toMarkName }), ...getColumns(names, state)]}
            rows={sorted}
            toKey={toKey}
            current={at}
            onCurrent={(id) => setAt(id)}
            onOpen={(id) => router.push(runHref(id))}
            selected={marks.marked}
            onSelect={marks.toggle}
            // What comes later would move what is read.
            {...(sort === undefined ? { next: pages.next } : {})}
            sort={sort}
            onSort={(by) => setSort(nextSort(sort, SORTS.find((one) => one === by) ?? "began"))}
            rowHeight={36}
            empty={<NoRuns isFiltered={isNarrow} onClear={clear} />}
          />
        </div>
      )}
      <RunBulk runs={marks.chosen} stateOf={state} onMark={marks.mark} />
    </div>
  );
}

const toKey = ({ runId }: Run): string => runId;
const toMarkName = (run: Run): string => words.runs.bulk.select(toTitle({ ...run, text: run.task }));

/** Marks stay on the rows that are shown. */
function useMarks(shown: readonly Run[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = shown.filter(({ runId }) => ids.has(runId));
  const marked = new Set(chosen.map(toKey));
  return {
    chosen,
    marked,
    toggle: (id: string) => {
      const next = new Set(marked);
      if (!next.delete(id)) next.add(id);
      setIds(next);
    },
    mark: setIds,
  };
}

/** While someone reads further down, new runs are offered, so that what is read does not move. */
function useOffered(runs: readonly Run[]) {
  const [newest, setNewest] = useState<number>();
  const hidden = newest === undefined ? 0 : runs.filter(({ createdAt }) => createdAt > newest).length;
  return {
    hidden,
    shown: hidden === 0 ? runs : runs.slice(hidden),
    showAll: () => setNewest(undefined),
    reading: (event: { target: EventTarget }) => {
      const isAtTop = event.target instanceof Element && event.target.scrollTop < 4;
      setNewest((old) => (isAtTop ? undefined : (old ?? runs[0]?.createdAt)));
    },
  };
}

function toSentence(live: readonly Run[], waiting: ReadonlySet<string>): string {
  const counts = liveCounts(live, waiting);
  return counts.all === 0 ? words.runs.list.atRest : words.runs.list.atWork(counts);
}

function stateOf(above: ReadonlySet<string>, waiting: ReadonlySet<string>): (run: Run) => WorkState {
  return ({ runId, status }) =>
    workState({ run: status, asks: waiting.has(runId), goesOnBelow: above.has(runId) });
}

function getColumns(names: Agents, stateOf: (run: Run) => WorkState): Column<Run>[] {
  return [
    {
      key: "state",
      head: words.runs.list.state,
      sorts: true,
      width: STATE_WIDTH,
      cell: (run) => <StateMark {...workShown(stateOf(run))} dense="phone" />,
    },
    {
      key: "task",
      head: words.runs.list.task,
      width: "minmax(0,1fr)",
      cell: (run) => (
        <>
          <Link href={runHref(run.runId)} className="font-medium text-n-10 hover:underline">
            {toTitle({ ...run, text: run.task }) || words.runs.list.noText}
          </Link>
          {run.attempt > 1 && (
            <span className="ml-2 text-12 text-n-7">{words.runs.part.attempt(run.attempt)}</span>
          )}
          {/* On a phone these have no columns. */}
          <span className={`mt-0.5 flex min-w-0 items-baseline gap-x-3 text-12 text-n-7 ${NARROW_ONLY}`}>
            <span className="truncate">{oneLine(names[run.agent]?.name ?? run.agent, 40)}</span>
            {/* On the narrowest, a name that can be read is worth more; the run itself says how long it took. */}
            <span className="max-[359px]:hidden">
              <Took run={run} goesOn={isOpenWork(stateOf(run))} />
            </span>
            <MoneyChip of={run.total} />
          </span>
        </>
      ),
    },
    {
      key: "agent",
      head: words.runs.list.agent,
      width: "168px",
      wideOnly: true,
      cell: ({ agent }) => <AgentChip id={agent} name={names[agent]?.name} />,
    },
    {
      key: "took",
      sorts: true,
      head: words.runs.list.took,
      width: "96px",
      align: "right",
      wideOnly: true,
      cell: (run) => <Took run={run} goesOn={isOpenWork(stateOf(run))} />,
    },
    {
      key: "cost",
      sorts: true,
      head: words.runs.list.allMoney,
      width: "80px",
      align: "right",
      wideOnly: true,
      cell: ({ total }) => <MoneyChip of={total} />,
    },
    {
      key: "began",
      sorts: true,
      head: words.runs.list.began,
      width: "64px",
      align: "right",
      cell: ({ createdAt }) => <TimeChip at={createdAt} />,
    },
  ];
}

function NoRuns({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered)
    return (
      <Empty title={words.runs.list.noMatch} text={words.runs.list.noMatchText}>
        <Button onClick={onClear}>{words.runs.list.showAll}</Button>
      </Empty>
    );
  return (
    <Empty title={words.runs.list.none} text={words.runs.list.noneText}>
      <Link href="/chat?new=1" className={buttonClass("go")}>
        {words.runs.list.newMessage}
      </Link>
    </Empty>
  );
}
