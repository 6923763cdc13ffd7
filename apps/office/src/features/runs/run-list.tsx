/** The list of runs. Its question: what ran, and how did it end? The eye meets what runs and what failed. */
"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { wordsOf } from "../../lib/api";
import { count, oneLine, withoutNames } from "../../lib/format/text";
import { type Agents, type Run, useAgents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { Button, buttonClass } from "../../ui/button";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { FilterBar, FilterChoice } from "../../ui/filter-bar";
import { StateMark } from "../../ui/glyph";
import { NewRows, PageHead } from "../../ui/page-head";
import { Empty, Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { type Column, Table } from "../../ui/table";
import { useRunPages } from "./list-queries";
import { SavedFilters } from "./saved-filters";
import { isLiveStatus, RUN_STATES, STATE_WIDTH } from "./states";
import { Took } from "./took";

const STATES = [
  { value: "", name: "All" },
  { value: "running", name: "Running" },
  { value: "failed", name: "Failed" },
  { value: "completed", name: "Done" },
  { value: "cancelled", name: "Cancelled" },
  { value: "interrupted", name: "Interrupted" },
];
const DEPTHS = [
  { value: "", name: "Whole tasks" },
  { value: "all", name: "With sub-agents" },
];

export function RunList() {
  const router = useRouter();
  const [agent, setAgent] = useParam("agent");
  const [status, setStatus] = useParam("status");
  const [depth, setDepth] = useParam("depth");
  const [at, setAt] = useParam("at");
  const pages = useRunPages({ agent, status, all: depth === "all" });
  const names = useAgents().data ?? {};
  const { shown, hidden, reading, showAll } = useOffered(pages.runs ?? []);
  const isFiltered = agent !== "" || status !== "";
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <PageHead title="Runs" text={sentenceOf(shown)} />
      <FilterBar label="Which runs">
        <AgentChoice names={names} value={agent} onChange={setAgent} />
        <FilterChoice label="State" choices={STATES} value={status} onChange={(next) => setStatus(next)} />
        <FilterChoice label="Depth" choices={DEPTHS} value={depth} onChange={(next) => setDepth(next)} />
        <SavedFilters nameOf={(filter) => nameOf(filter, names)} />
      </FilterBar>
      {pages.error !== null && pages.runs === undefined && (
        <Trouble text={wordsOf(pages.error)} retry={pages.retry} />
      )}
      <NewRows count={hidden} onShow={showAll} />
      {pages.runs !== undefined && (
        <div className="flex min-h-0 flex-1 flex-col" onScrollCapture={reading}>
          <Table
            label="Runs"
            columns={columnsOf(names)}
            rows={shown}
            keyOf={({ runId }) => runId}
            current={at}
            onCurrent={(id) => setAt(id)}
            onOpen={(id) => router.push(`/runs?run=${id}`)}
            onNearEnd={pages.more}
            rowHeight={36}
            empty={
              <NoRuns
                isFiltered={isFiltered}
                onClear={() => {
                  setAgent("");
                  setStatus("");
                }}
              />
            }
          />
        </div>
      )}
    </div>
  );
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

function sentenceOf(runs: readonly Run[]): string {
  const live = runs.filter(({ status }) => isLiveStatus(status)).length;
  return live === 0 ? "Nothing runs now." : `${count(live, "run")} at work.`;
}

function columnsOf(names: Agents): Column<Run>[] {
  return [
    {
      key: "state",
      head: "State",
      width: STATE_WIDTH,
      cell: ({ status }) => <StateMark {...RUN_STATES[status]} dense="phone" />,
    },
    {
      key: "task",
      head: "Task",
      width: "minmax(0,1fr)",
      cell: ({ task, runId }) => (
        <Link href={`/runs?run=${runId}`} className="font-medium text-n-10 hover:underline">
          {oneLine(withoutNames(task), 160) || "No text"}
        </Link>
      ),
    },
    {
      key: "agent",
      head: "Agent",
      width: "168px",
      wideOnly: true,
      cell: ({ agent }) => <AgentChip id={agent} name={names[agent]?.name} />,
    },
    {
      key: "took",
      head: "Took",
      width: "96px",
      align: "right",
      wideOnly: true,
      cell: (run) => <Took run={run} />,
    },
    {
      key: "money",
      head: "∑ Money",
      width: "80px",
      align: "right",
      wideOnly: true,
      cell: ({ total }) => <MoneyChip usd={total.costUsd} />,
    },
    {
      key: "began",
      head: "Began",
      width: "64px",
      align: "right",
      cell: ({ createdAt }) => <TimeChip at={createdAt} />,
    },
  ];
}

/** `Writer, failed`: what a filter shows, in the words of its choices. */
function nameOf(filter: URLSearchParams, names: Agents): string {
  const agent = filter.get("agent") ?? "";
  const state = STATES.find(({ value }) => value === (filter.get("status") ?? ""))?.name ?? "All";
  const words = [
    agent === "" ? "" : (names[agent]?.name ?? agent),
    state === "All" ? "" : state,
    filter.get("depth") === "all" ? "with sub-agents" : "",
  ].filter((word) => word !== "");
  return words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(", ");
}

function AgentChoice(props: { names: Agents; value: string; onChange: (id: string) => void }) {
  const agents = Object.entries(props.names).map(([value, { name }]) => ({ value, name }));
  return (
    <Select
      label="Agent"
      value={props.value}
      options={[{ value: "", name: "All agents" }, ...agents]}
      onChange={({ target }) => props.onChange(target.value)}
    />
  );
}

function NoRuns({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  if (isFiltered)
    return (
      <Empty title="No run matches" text="No run has this agent and this state.">
        <Button onClick={onClear}>Show all runs</Button>
      </Empty>
    );
  return (
    <Empty
      title="Nothing has run yet"
      text="Each piece of work of an agent is a run. It shows here while it works."
    >
      <Link href="/chat?new=1" className={buttonClass("go")}>
        New message
      </Link>
    </Empty>
  );
}
