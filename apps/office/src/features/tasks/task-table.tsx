/** The board as a table, in the order of its columns or in one of its own. */
"use client";
import { inOrder, type TaskOrder } from "@tinyagi/views";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { AgentChip, MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { workShown } from "../../ui/states";
import { NARROW_ONLY, Table, type Column as TableColumn } from "../../ui/table";
import { type Board, type Card, cardState } from "./board-state";
import { DueMark, PriorityMark } from "./priority-due";
import { useProjects } from "./project-queries";

interface Props {
  board: Board;
  order: TaskOrder;
  current: string;
  onCurrent: (id: string) => void;
}

export function TaskTable({ board, order, current, onCurrent }: Props) {
  const nameOf = useNameLookup();
  const rows = inOrder(
    board.columns.flatMap(({ cards }) => cards),
    order,
  );
  // The keys move without opening; once the inspector is open, it follows. When it closes, the mark stays on its row.
  const [cursor, setCursor] = useState(current);
  if (current !== "" && current !== cursor) setCursor(current);
  const projects = new Map((useProjects().data ?? []).map(({ id, name }) => [id, name]));
  const all = listColumns(nameOf, projects);
  // A column in which no task has anything takes the width of the titles.
  const columns = all.filter(({ key }) => rows.some((card) => hasValue(card, key)));
  return (
    <Table
      label={words.tasks.title}
      columns={columns}
      rows={rows}
      toKey={({ id }) => id}
      current={cursor || undefined}
      onCurrent={onCurrent}
      onMove={current === "" ? setCursor : undefined}
      onOpen={onCurrent}
    />
  );
}

/** @param projects names of projects by their id */
function listColumns(
  nameOf: (id: string) => string,
  projects: ReadonlyMap<string, string>,
): readonly TableColumn<Card>[] {
  return [...listTask(), ...listAssignee(nameOf), ...listPlan(), ...listProject(projects), ...listWork()];
}

/** Which task it is, and how far it is. */
function listTask(): readonly TableColumn<Card>[] {
  return [
    {
      key: "id",
      head: words.tasks.task,
      width: "76px",
      wideOnly: true,
      cell: ({ identifier }) => <span className="font-mono text-12">{identifier}</span>,
    },
    {
      key: "title",
      head: words.tasks.titleField,
      width: "minmax(0,2.4fr)",
      cell: (card) => (
        <>
          <span className="font-medium text-n-10">{oneLine(card.title)}</span>
          {/* On a phone these have no columns. */}
          {(hasValue(card, "priority") || hasValue(card, "due")) && (
            <span className={`mt-0.5 flex min-w-0 items-center gap-x-3 text-12 text-n-7 ${NARROW_ONLY}`}>
              <PriorityMark priority={card.priority} />
              <DueMark card={card} />
            </span>
          )}
        </>
      ),
    },
    {
      key: "status",
      head: words.tasks.column,
      width: "96px",
      cell: ({ status }) => words.tasks.columns[status],
    },
    {
      key: "state",
      head: words.tasks.heads.now,
      width: "92px",
      cell: (card) => {
        const state = cardState(card);
        return state === undefined ? null : <StateMark {...workShown(state)} />;
      },
    },
  ];
}

function listAssignee(nameOf: (id: string) => string): readonly TableColumn<Card>[] {
  return [
    {
      key: "assignee",
      head: words.tasks.assignee,
      width: "minmax(0,1fr)",
      wideOnly: true,
      cell: ({ assignee }) =>
        assignee === "" ? (
          <span className="text-n-7">{words.tasks.noOne}</span>
        ) : (
          <AgentChip id={assignee} name={nameOf(assignee)} />
        ),
    },
  ];
}

function listPlan(): readonly TableColumn<Card>[] {
  return [
    {
      key: "priority",
      head: words.tasks.priority,
      width: "72px",
      wideOnly: true,
      cell: ({ priority }) => <PriorityMark priority={priority} />,
    },
    {
      key: "due",
      head: words.tasks.dueOn,
      width: "minmax(128px,1.4fr)",
      wideOnly: true,
      cell: (card) => <DueMark card={card} />,
    },
  ];
}

function listProject(projects: ReadonlyMap<string, string>): readonly TableColumn<Card>[] {
  return [
    {
      key: "project",
      roomOnly: true,
      head: words.tasks.project,
      width: "minmax(0,1fr)",
      wideOnly: true,
      cell: ({ projectId }) => oneLine(projects.get(projectId ?? "") ?? "", 60),
    },
  ];
}

/** What agents did for it. */
function listWork(): readonly TableColumn<Card>[] {
  return [
    {
      key: "changed",
      roomOnly: true,
      head: words.tasks.heads.changed,
      width: "64px",
      wideOnly: true,
      align: "right",
      cell: ({ updatedAt }) => <TimeChip at={updatedAt} />,
    },
    {
      key: "money",
      roomOnly: true,
      head: words.tasks.heads.cost,
      width: "64px",
      wideOnly: true,
      align: "right",
      cell: (row) => (row.runs === 0 ? null : <MoneyChip of={row} />),
    },
  ];
}

function hasValue(card: Card, column: string): boolean {
  if (column === "state") return cardState(card) !== undefined;
  if (column === "priority") return card.priority !== "none";
  if (column === "due") return card.dueOn !== null && card.status !== "done";
  if (column === "project") return (card.projectId ?? "") !== "";
  if (column === "assignee") return card.assignee !== "";
  return column !== "money" || card.runs > 0;
}
