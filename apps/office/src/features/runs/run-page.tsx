/**
 * One run with everything below it. Its question: what happened, and where does it stand? The eye meets what failed or
 * waits, then the tree. Tree, timeline, graph and log share one selection.
 */
"use client";
import { isAppError } from "@tinyagi/contracts";
import { asSentence, type WaitFacts, waitWords } from "@tinyagi/views";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { capital } from "../../lib/format/text";
import { chatHref, runHref } from "../../lib/hrefs";
import { findProblem, type Problem } from "../../lib/problem";
import { useConversation } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { buttonClass } from "../../ui/button";
import { Link } from "../../ui/link";
import { Empty, Region, Trouble } from "../../ui/region";
import { useStep, useView } from "./address";
import { GraphView } from "./graph-view";
import { listAddress } from "./list-address";
import { LogView } from "./log-view";
import { useRunList } from "./queries";
import { RowsView } from "./rows-view";
import { RunHead } from "./run-head";
import { RunInspector, WholePart } from "./run-inspector";
import { Scrubber } from "./scrubber";
import { useEscape } from "./use-escape";
import { type RunData, useRunData } from "./use-run-data";
import { ViewTabs } from "./view-tabs";
import { Why } from "./why";

/** The run of a conversation, as soon as there is one: a run that was started again is shown when it begins. */
export function RunOfConversation({ id }: { id: string }) {
  const router = useRouter();
  const runs = useRunList(id);
  const conversation = useConversation(id);
  const first = runs.data?.at(-1);
  useEffect(() => {
    if (first !== undefined) router.replace(runHref(first.rootRunId));
  }, [first, router]);
  const problem = findProblem([conversation, runs]);
  if (problem !== undefined) return isGone(problem.error) ? <Gone /> : <NotRead {...problem} />;
  if (conversation.data === undefined || runs.data === undefined || first !== undefined)
    return <p className="sr-only">{words.common.reading}</p>;
  if (conversation.data.status !== "open") return <NeverBegan status={conversation.data.status} id={id} />;
  return <Waits conversation={conversation.data} />;
}

/** A conversation on whose messages no agent works yet. */
function Waits({ conversation }: { conversation: WaitFacts }) {
  const wait = capital(waitWords(conversation, useNow(), words.views));
  return (
    <p role="status" className="px-4 py-8 text-13 text-n-7 md:px-8">
      {wait === "" ? "" : asSentence(wait)} {words.runs.head.waits}
    </p>
  );
}

/** A conversation that ended without a run. */
function NeverBegan({ status, id }: { status: "closed" | "cancelled"; id: string }) {
  return (
    <div className="px-4 md:px-8">
      <Empty title={words.runs.neverBegan.title} text={words.runs.neverBegan[status]}>
        <Link href={chatHref(id)} className={buttonClass("go")}>
          {words.common.openConversation}
        </Link>
      </Empty>
    </div>
  );
}

const NotRead = ({ error, retry }: Problem) => <Trouble text={toWords(error)} retry={retry} />;

const isGone = (error: Error): boolean => isAppError(error) && error.code === "NOT_FOUND";

export function RunPage({ id }: { id: string }) {
  const { data, problem } = useRunData(id);
  if (data !== undefined) return <Content data={data} problem={problem} id={id} />;
  if (problem === undefined) return <p className="sr-only">{words.common.reading}</p>;
  return isGone(problem.error) ? <Gone /> : <NotRead {...problem} />;
}

/** An old link: its run was deleted with its conversation. */
function Gone() {
  const said = words.runs.gone;
  return (
    <div className="px-4 md:px-8">
      <Empty title={said.title} text={said.text}>
        <Link href="/runs" className={buttonClass("go")}>
          {words.runs.head.all}
        </Link>
      </Empty>
    </div>
  );
}

function Content({ data, problem, id }: { data: RunData; problem: Problem | undefined; id: string }) {
  const router = useRouter();
  const [view] = useView();
  const [at, setAt] = useParam("at");
  const [step] = useStep();
  const list = listAddress(id);
  const [only] = data.rows;
  // A single part needs no list of its parts: the page shows what the inspector would.
  const isSingle = data.rows.length === 1 && data.graph === undefined;
  const selected = isSingle ? undefined : data.rows.find(({ key }) => key === at);
  const shared = { rows: data.rows, current: at, onCurrent: (key: string) => setAt(key) };
  useEscape(selected === undefined, () => router.push(list));
  return (
    <div className="flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <RunHead data={data} list={list} />
        {problem !== undefined && (
          <Trouble
            text={words.common.errors.cannotRead(words.runs.regions.subAgents, toWords(problem.error))}
            retry={problem.retry}
          />
        )}
        {step === undefined && !isSingle && <Why data={data} onShow={(key) => setAt(key)} />}
        <div className="flex flex-none flex-wrap items-center gap-x-4 gap-y-1 border-b border-n-4 px-4 py-2 md:px-8">
          <ViewTabs isSingle={isSingle} />
          {data.steps.length > 1 && <Scrubber steps={data.steps} />}
        </div>
        <Region key={view} name={words.runs.regions.view}>
          {isSingle && view !== "log" && only !== undefined && (
            <WholePart row={only} graph={data.graph} root={data.root} />
          )}
          {!isSingle && (view === "tree" || view === "time") && <RowsView view={view} {...shared} />}
          {!isSingle && view === "graph" && <GraphView {...shared} />}
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
