/** The log: what each part did, in the order in which it began. A line selects the part that it belongs to. */
"use client";
import { SPAN_STATE_SIGNS } from "@tinyagi/contracts";
import { useMemo, useState } from "react";
import { toWords } from "../../lib/api";
import { duration } from "../../lib/figures";
import { oneLine } from "../../lib/format/text";
import type { Run } from "../../lib/queries";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { Reading, Trouble } from "../../ui/region";
import { type Column, Table } from "../../ui/table";
import { describeSpan, type LogLine, logLines } from "./log-lines";
import { useTrace } from "./queries";
import { faceOf, type Row } from "./rows";

interface Props {
  root: Run;
  rows: readonly Row[];
  current: string;
  onCurrent: (key: string) => void;
}

const columns = (nameOf: (id: string) => string): Column<LogLine>[] => [
  {
    key: "at",
    head: words.runs.log.after,
    width: "64px",
    cell: ({ span }) => <span className="font-mono text-12 text-n-7">{duration(span.start)}</span>,
  },
  {
    key: "part",
    head: words.runs.log.part,
    width: "minmax(88px,0.4fr)",
    wideOnly: true,
    cell: ({ row }) => (
      <span className="flex min-w-0 items-center gap-2" title={`${row.title} (${nameOf(row.agent)})`}>
        <Face id={faceOf(row)} size={20} state={row.shown.state} />
        <span className="truncate text-n-10">{oneLine(row.title, 80)}</span>
      </span>
    ),
  },
  {
    key: "state",
    head: words.runs.list.state,
    width: "32px",
    cell: ({ span }) => <StateMark state={SPAN_STATE_SIGNS[span.status]} dense />,
  },
  {
    key: "what",
    head: words.runs.log.what,
    width: "minmax(0,1fr)",
    cell: ({ span, detail, row }) => (
      <span className="text-12">
        {/* On a phone the part has no column. */}
        <span className="block truncate text-13 text-n-10 md:hidden">{oneLine(row.title, 80)}</span>
        <b className="font-medium text-n-10">{describeSpan(span)}</b>{" "}
        <span className="font-mono">{oneLine(detail, 200)}</span>
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
  const lines = useMemo(() => logLines(trace.data?.spans ?? [], rows), [trace.data, rows]);
  const [chosen, setChosen] = useState("");
  const nameOf = useNameLookup();
  const shown = useMemo(() => columns(nameOf), [nameOf]);
  const own = lines.filter(({ row }) => row.key === current);
  const line = own.find(({ span }) => span.id === chosen) ?? own[0];
  if (trace.error && trace.data === undefined)
    return <Trouble text={toWords(trace.error)} retry={() => void trace.refetch()} />;
  if (trace.data === undefined) return <Reading />;
  return (
    <>
      {trace.data.truncated && (
        <p className="flex-none bg-waiting-soft px-4 py-2 text-13 md:px-8">
          {words.runs.log.missing}
          <code>tinyagi trace {root.runId} --log</code>
        </p>
      )}
      <Table
        label={words.runs.log.label}
        columns={shown}
        rows={lines}
        toKey={({ span }) => span.id}
        current={line?.span.id}
        onCurrent={(id) => {
          setChosen(id);
          const part = lines.find(({ span }) => span.id === id)?.row.key;
          if (part !== undefined) onCurrent(part);
        }}
        rowHeight={32}
        empty={<p className="py-6 text-13 text-n-7">{words.runs.log.nothing}</p>}
      />
    </>
  );
}
