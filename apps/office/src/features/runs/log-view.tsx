/** The log: what each part did, in the order in which it began. A line selects the part that it belongs to. */
"use client";
import type { TraceSpan } from "@tinyagi/contracts";
import { useMemo, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { duration } from "../../lib/format/time";
import type { Run } from "../../lib/queries";
import { useNameOf } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { type State, StateMark } from "../../ui/glyph";
import { Trouble } from "../../ui/region";
import { type Column, Table } from "../../ui/table";
import { useTrace } from "./queries";
import type { Row } from "./rows";

interface Props {
  root: Run;
  rows: readonly Row[];
  current: string;
  onCurrent: (key: string) => void;
}

interface Line {
  span: TraceSpan;
  /** Key of the part. */
  part: string;
  agent: string;
}

const STATES: Readonly<Record<TraceSpan["status"], State>> = {
  running: "running",
  completed: "done",
  failed: "failed",
  interrupted: "held",
  cancelled: "held",
  refused: "failed",
};
const columns = (nameOf: (id: string) => string): Column<Line>[] => [
  {
    key: "at",
    head: words.runs.log.after,
    width: "80px",
    cell: ({ span }) => <span className="font-mono text-12 text-n-7">{duration(span.start)}</span>,
  },
  {
    key: "agent",
    head: words.runs.list.agent,
    width: "112px",
    wideOnly: true,
    cell: ({ agent }) => oneLine(nameOf(agent), 40),
  },
  {
    key: "state",
    head: words.runs.list.state,
    width: "32px",
    cell: ({ span }) => <StateMark state={STATES[span.status]} dense />,
  },
  {
    key: "what",
    head: words.runs.log.what,
    width: "minmax(0,1fr)",
    cell: ({ span }) => (
      <span className="font-mono text-12">
        <b className="font-medium text-n-10">{oneLine(`${span.kind} ${span.name}`, 80)}</b> {detailOf(span)}
      </span>
    ),
  },
  {
    key: "took",
    head: words.runs.list.took,
    width: "88px",
    align: "right",
    wideOnly: true,
    cell: ({ span }) => (
      <span className="font-mono text-12 text-n-8">
        {span.end === null ? "–" : duration(Math.max(0, span.end - span.start))}
      </span>
    ),
  },
];

export function LogView({ root, rows, current, onCurrent }: Props) {
  const trace = useTrace(root.conversationId, root.runId);
  const lines = useMemo(() => linesOf(trace.data?.spans ?? [], rows), [trace.data, rows]);
  const [chosen, setChosen] = useState("");
  const nameOf = useNameOf();
  const shown = useMemo(() => columns(nameOf), [nameOf]);
  const own = lines.filter(({ part }) => part === current);
  const line = own.find(({ span }) => span.id === chosen) ?? own[0];
  if (trace.error && trace.data === undefined)
    return <Trouble text={wordsOf(trace.error)} retry={() => void trace.refetch()} />;
  return (
    <>
      {trace.data?.truncated === true && (
        <p className="flex-none bg-waiting-soft px-4 py-2 text-13 md:px-8">
          {words.runs.log.missing}
          <code>tinyagi trace {root.runId} --log</code>
        </p>
      )}
      <Table
        label={words.runs.log.label}
        columns={shown}
        rows={lines}
        keyOf={({ span }) => span.id}
        current={line?.span.id}
        onCurrent={(id) => {
          setChosen(id);
          const part = lines.find(({ span }) => span.id === id)?.part;
          if (part !== undefined) onCurrent(part);
        }}
        rowHeight={32}
        empty={<p className="py-6 text-13 text-n-7">{words.runs.log.nothing}</p>}
      />
    </>
  );
}

function linesOf(spans: readonly TraceSpan[], rows: readonly Row[]): Line[] {
  const partOf = new Map<string, Row>();
  for (const row of rows)
    for (const { runId } of row.run === undefined ? [] : [...row.attempts, row.run]) partOf.set(runId, row);
  return spans.flatMap((span) => {
    const row = partOf.get(span.kind === "run" ? span.id : (span.parentId ?? ""));
    return row === undefined ? [] : [{ span, part: row.key, agent: row.agent }];
  });
}

function detailOf({ attributes }: TraceSpan): string {
  const { error, input, goal, output } = attributes;
  return oneLine(String(error ?? input ?? goal ?? output ?? ""), 200);
}
