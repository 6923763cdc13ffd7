/**
 * One run with everything below it. Its question: what happened, and where does it stand? The eye meets what failed or
 * waits, then the tree. Tree, timeline, graph and log share one selection.
 */
"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { titleOf } from "../../lib/format/title";
import { useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { MoneyChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Icon } from "../../ui/icon";
import { Link } from "../../ui/link";
import { Region, Trouble } from "../../ui/region";
import { useStep, useView } from "./address";
import { ExportButton } from "./export-button";
import { GraphView } from "./graph-view";
import { LogView } from "./log-view";
import { useRunsOf } from "./queries";
import { RowsView } from "./rows-view";
import { RunActions } from "./run-actions";
import { RunInspector } from "./run-inspector";
import { RunShare } from "./run-share";
import { Scrubber } from "./scrubber";
import { Took } from "./took";
import { type RunData, useRunData } from "./use-run-data";
import { ViewTabs } from "./view-tabs";
import { Why } from "./why";

/** The run of a conversation, as soon as there is one: a run that was started again is shown when it begins. */
export function RunOfConversation({ id }: { id: string }) {
  const router = useRouter();
  const runs = useRunsOf(id);
  const first = runs.data?.at(-1);
  useEffect(() => {
    if (first !== undefined) router.replace(`/runs?run=${first.rootRunId}`);
  }, [first, router]);
  if (runs.error) return <Trouble text={wordsOf(runs.error)} retry={() => void runs.refetch()} />;
  return (
    <p role="status" className="px-4 py-8 text-13 text-n-7 md:px-8">
      {words.runs.head.waits}
    </p>
  );
}

export function RunPage({ id }: { id: string }) {
  const { data, error, retry } = useRunData(id);
  if (error !== null && data === undefined) return <Trouble text={wordsOf(error)} retry={retry} />;
  if (data === undefined) return <p className="sr-only">{words.common.reading}</p>;
  return <Content data={data} />;
}

function Content({ data }: { data: RunData }) {
  const [view] = useView();
  const [at, setAt] = useParam("at");
  const [step] = useStep();
  const selected = data.rows.find(({ key }) => key === at);
  const shared = { rows: data.rows, current: at, onCurrent: (key: string) => setAt(key) };
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <Head data={data} />
        {step === undefined && <Why data={data} onShow={(key) => setAt(key)} />}
        <div className="flex flex-none flex-wrap items-center gap-x-4 gap-y-1 border-b border-n-4 px-4 py-2 md:px-8">
          <ViewTabs />
          {data.steps.length > 1 && <Scrubber steps={data.steps} />}
        </div>
        <Region key={view} name={words.runs.regions.view}>
          {(view === "tree" || view === "time") && <RowsView view={view} {...shared} />}
          {view === "graph" && <GraphView {...shared} />}
          {view === "log" && <LogView root={data.root} {...shared} />}
        </Region>
      </div>
      {selected !== undefined && (
        <RunInspector
          key={selected.key}
          row={selected}
          graph={data.graph}
          root={data.root}
          onClose={() => setAt("")}
        />
      )}
    </div>
  );
}

function Head({ data }: { data: RunData }) {
  const { root, rows, graph } = data;
  const name = useAgents().data?.[root.agent]?.name ?? root.agent;
  const failed = rows.filter(({ shown }) => shown.state === "failed").length;
  const done = rows.filter(({ shown }) => shown.state === "done").length;
  const top = rows[0];
  return (
    <header className="flex flex-none flex-wrap items-center gap-x-4 gap-y-2 px-4 pt-4 pb-3 md:px-8 md:pt-5">
      <Link href="/runs" aria-label={words.runs.head.all} className={buttonClass("bare", "icon")}>
        <Icon name="back" />
      </Link>
      <div className="min-w-0 grow basis-64">
        <h1 className="line-clamp-2 text-20 font-bold tracking-tight break-words text-n-10 md:line-clamp-1">
          {titleOf({ ...root, text: root.task }, 140) || words.runs.head.untitled}
        </h1>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13 text-n-7">
          {top !== undefined && <StateMark {...top.shown} />}
          <span>
            {words.runs.head.by}
            <b className="font-semibold text-n-9">{oneLine(name, 40)}</b>
          </span>
          {failed > 0 && top?.shown.state === "done" && (
            <span className="font-medium text-failed">{words.runs.head.failed(failed)}</span>
          )}
          {rows.length > 1 && <span>{words.runs.head.done(done, rows.length)}</span>}
          <Took run={root} />
          <MoneyChip usd={root.total.costUsd} estimated={root.total.estimated} />
          <Link href={`/chat?id=${root.conversationId}`} className="underline underline-offset-2">
            {words.runs.head.conversation}
          </Link>
          {graph?.forkedFrom && <span>{words.runs.head.continues}</span>}
        </p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        <RunShare data={data} />
        <ExportButton root={root} />
        <RunActions run={root} node={undefined} prompt={root.task} />
      </div>
    </header>
  );
}
