/** The agents as rows. */
"use client";
import type { ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { MoneyChip } from "../../ui/chips";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { type Column, Table } from "../../ui/table";
import type { Member } from "./agent-state";
import { ProgramMark } from "./open-programs";

export function AgentTable(props: {
  members: readonly Member[];
  current: string;
  onCurrent: (id: string) => void;
  empty: ReactNode;
}) {
  return (
    <Table
      label={words.agents.title}
      columns={getColumns()}
      rows={props.members}
      toKey={({ id }) => id}
      current={props.current}
      onCurrent={props.onCurrent}
      onOpen={props.onCurrent}
      rowHeight={56}
      empty={props.empty}
    />
  );
}

function getColumns(): readonly Column<Member>[] {
  return [
    {
      key: "agent",
      head: words.agents.agent,
      width: "minmax(0,1.4fr)",
      cell: ({ id, name, state, provider }) => (
        <span className="flex min-w-0 items-center gap-3">
          <Face id={id} size={40} state={state} />
          <span className="min-w-0">
            <b className="block truncate text-14 font-semibold text-n-10">{oneLine(name, 60)}</b>
            <span className="block truncate text-12 text-n-7">{provider}</span>
          </span>
        </span>
      ),
    },
    {
      key: "state",
      head: words.agents.heads.state,
      width: "112px",
      cell: ({ state, word, programs }) => (
        <span className="flex items-baseline gap-2">
          <StateMark state={state} word={word} />
          {programs && <ProgramMark of={programs} />}
        </span>
      ),
    },
    {
      key: "work",
      head: words.agents.heads.work,
      width: "minmax(0,1.4fr)",
      wideOnly: true,
      cell: ({ line, config }) => <span className="text-n-7">{line || oneLine(config.role ?? "", 100)}</span>,
    },
    {
      key: "team",
      head: words.agents.heads.team,
      width: "minmax(0,0.6fr)",
      wideOnly: true,
      cell: ({ team }) => oneLine(team ?? "", 40),
    },
    {
      key: "money",
      head: words.agents.heads.today,
      width: "72px",
      wideOnly: true,
      align: "right",
      cell: ({ spent }) => spent && <MoneyChip of={spent} />,
    },
  ];
}
