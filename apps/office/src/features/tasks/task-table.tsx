/** The board as a table, in the order of its columns. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useNameOf } from "../../lib/use-name-of";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { Table, type Column as TableColumn } from "../../ui/table";
import { type Board, type Card, cardState, STATUS_WORDS } from "./board-state";
import { useProjects } from "./queries";

interface Props {
  board: Board;
  current: string;
  onCurrent: (id: string) => void;
}

export function TaskTable({ board, current, onCurrent }: Props) {
  const nameOf = useNameOf();
  const projects = new Map((useProjects().data ?? []).map(({ id, name }) => [id, name]));
  const columns: readonly TableColumn<Card>[] = [
    {
      key: "id",
      head: "Task",
      width: "76px",
      wideOnly: true,
      cell: ({ identifier }) => <span className="font-mono text-12">{identifier}</span>,
    },
    {
      key: "title",
      head: "Title",
      width: "minmax(0,2.4fr)",
      cell: ({ title }) => <span className="font-medium text-n-10">{oneLine(title)}</span>,
    },
    { key: "status", head: "Column", width: "96px", cell: ({ status }) => STATUS_WORDS[status] },
    {
      key: "state",
      head: "Now",
      width: "92px",
      cell: (card) => {
        const state = cardState(card);
        return state === undefined ? null : <StateMark state={state} />;
      },
    },
    {
      key: "assignee",
      head: "Assignee",
      width: "minmax(0,1fr)",
      wideOnly: true,
      cell: ({ assignee }) =>
        assignee === "" ? (
          <span className="text-n-7">No one</span>
        ) : (
          <AgentChip id={assignee} name={nameOf(assignee)} />
        ),
    },
    {
      key: "project",
      head: "Project",
      width: "minmax(0,1fr)",
      wideOnly: true,
      cell: ({ projectId }) => oneLine(projects.get(projectId ?? "") ?? "", 60),
    },
    {
      key: "changed",
      head: "Changed",
      width: "64px",
      wideOnly: true,
      align: "right",
      cell: ({ updatedAt }) => <TimeChip at={updatedAt} />,
    },
    {
      key: "money",
      head: "Cost",
      width: "64px",
      wideOnly: true,
      align: "right",
      cell: ({ costUsd, runs }) => (runs === 0 ? null : <MoneyChip usd={costUsd} />),
    },
  ];
  return (
    <Table
      label="Tasks"
      columns={columns}
      rows={board.columns.flatMap(({ cards }) => cards)}
      keyOf={({ id }) => id}
      current={current === "" ? undefined : current}
      onCurrent={onCurrent}
      onOpen={onCurrent}
    />
  );
}
