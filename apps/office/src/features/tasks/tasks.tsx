/** Tasks. Its question: what moves, and what is stuck? The eye meets the cards at work, with the faces of those who work. */
"use client";
import { useState } from "react";
import { useAdding } from "../../lib/use-adding";
import { useParam } from "../../lib/use-param";
import { useSettled } from "../../lib/use-settled";
import { useView } from "../../lib/use-view";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { PageHead } from "../../ui/page-head";
import { Region } from "../../ui/region";
import { Segmented } from "../../ui/segmented";
import { Unread } from "../../ui/unread";
import { useDefaultView } from "../saved-views/use-default-view";
import { BoardView } from "./board";
import { type Board, boardSentence } from "./board-state";
import { EmptyBoard } from "./empty-board";
import { TaskFilters, useTaskOrder } from "./filters";
import { toLanes } from "./lanes";
import { ProjectsPane } from "./projects-pane";
import { type BoardFilter, useBoard } from "./queries";
import { QuickAdd } from "./quick-add";
import { TaskInspector } from "./task-inspector";
import { TaskTable } from "./task-table";
import { useLaneKind, useLaneNames } from "./use-lanes";

/** Cards of a column before "Show more". */
const PAGE = 50;
const VIEWS = ["board", "table"] as const;
/** The most that the daemon gives in one answer. */
const MOST = 1_000;

export function Tasks() {
  useDefaultView("tasks");
  const [view, setView] = useView("tasks", VIEWS);
  const [projectId] = useParam("project");
  const [assignee] = useParam("assignee");
  const [task, setTask] = useParam("task");
  const [projects, setProjects] = useParam("projects");
  const [limit, setLimit] = useState(PAGE);
  const [isAdding, setAdding] = useAdding(words.tasks.newTask);
  const isTable = view === "table";
  const order = useTaskOrder();
  const [text] = useParam("q");
  const kind = useLaneKind();
  const by = isTable ? undefined : kind;
  const known = useLaneNames(by);
  const filter: BoardFilter = {
    projectId,
    assignee,
    text: useSettled(text).trim(),
    lanes: by,
    limit: isTable ? MOST : limit,
  };
  const board = useBoard(filter);
  const isFiltered = projectId !== "" || assignee !== "" || filter.text !== "";
  return (
    <>
      <PageHead
        title={words.tasks.title}
        text={board.data === undefined ? "" : boardSentence(board.data, isFiltered)}
      >
        <Segmented
          label={words.tasks.view}
          choices={VIEWS.map((value) => ({ value, name: words.tasks.views[value] }))}
          value={view}
          onChange={setView}
        />
        <AddButton onAdd={() => setAdding(true)} />
      </PageHead>
      <TaskFilters
        isTable={isTable}
        onProjects={() => {
          setTask("");
          setProjects("1");
        }}
      />
      <Unread what={words.tasks.theBoard} of={[board]} />
      <div className="flex min-h-0 flex-1">
        <Region name={words.tasks.theBoard}>
          {board.data === undefined ? (
            <p className="sr-only">{words.common.reading}</p>
          ) : isEmpty(board.data) ? (
            <EmptyBoard text={filter.text} isFiltered={isFiltered} onAdd={() => setAdding(true)} />
          ) : isTable ? (
            <TaskTable board={board.data} order={order} current={task} onCurrent={setTask} />
          ) : (
            <BoardView
              board={board.data}
              grouped={by && { by, lanes: toLanes(board.data, by, { known, isWhole: !isFiltered }) }}
              current={task}
              onOpen={setTask}
              onMore={limit < MOST ? () => setLimit(Math.min(MOST, limit * 2)) : undefined}
            />
          )}
        </Region>
        {task !== "" && <TaskInspector key={task} id={task} onClose={() => setTask("")} />}
        {task === "" && projects !== "" && <ProjectsPane onClose={() => setProjects("")} />}
      </div>
      {isAdding && (
        <QuickAdd
          projectId={projectId}
          assignee={assignee}
          onClose={() => setAdding(false)}
          onAdded={(id) => setTask(id)}
        />
      )}
    </>
  );
}

function AddButton({ onAdd }: { onAdd: () => void }) {
  return (
    <Button kind="go" onClick={onAdd}>
      <Icon name="plus" size={14} />
      <span className="max-md:sr-only">{words.tasks.newTask}</span>
      <span className="max-md:hidden">
        <Key>C</Key>
      </span>
    </Button>
  );
}

function isEmpty({ columns }: Board): boolean {
  return columns.every(({ total }) => total === 0);
}
