/** The board: columns, drag and drop, and the same by keyboard. On a phone one column at a time. */
"use client";
import {
  closestCorners,
  DndContext,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type ReactNode, useEffect, useState } from "react";
import { toWords } from "../../lib/api";
import { useKeyHelp } from "../../lib/key-help";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { createAnnouncements } from "./announcements";
import { type Board, type Column, firstColumn } from "./board-state";
import { CardGhost } from "./card";
import { BoardColumn, ColumnHead } from "./column";
import { BoardLane } from "./lane";
import { type Lane, type LaneKind, wholeBoard } from "./lanes";
import { useBoardMoves } from "./use-board-moves";
import { useFolded } from "./use-lanes";

/** A click stays a click until the pointer has moved this far. */
const MOUSE = { activationConstraint: { distance: 6 } };
const TOUCH = { activationConstraint: { delay: 250, tolerance: 8 } };

const COLUMNS = "grid md:grid-cols-[repeat(5,minmax(136px,1fr))]";

interface Props {
  board: Board;
  /** What the lanes are, and the lanes themselves; undefined for a board without lanes. */
  grouped: { by: LaneKind; lanes: readonly Lane[] } | undefined;
  current: string;
  onOpen: (id: string) => void;
  onMore: (() => void) | undefined;
}

export function BoardView({ board, grouped, current, onOpen, onMore }: Props) {
  const [folded, toggle] = useFolded();
  const [asked, setColumn] = useParam("column");
  // Kept while the page is open: what moves elsewhere does not take the column away that is read.
  const [start] = useState(() => firstColumn(board));
  const column = asked || start;
  // What is folded is not reached by keyboard either.
  const lanes = (grouped?.lanes ?? [wholeBoard(board)]).filter(({ id }) => !grouped || !folded.has(id));
  const moves = useBoardMoves({ board, by: grouped?.by, lanes, onOpen });
  const getColumns = ({ columns }: Lane, lane?: Lane): ReactNode =>
    columns.map((one) => (
      <BoardColumn
        key={one.status}
        column={one}
        lane={lane}
        isShown={one.status === column}
        current={current}
        entry={moves.entry}
        onOpen={moves.open}
        onKey={moves.onKey}
        onMore={onMore}
      />
    ));
  return (
    <Draggable board={board} lanes={lanes} moves={moves}>
      <ColumnTabs columns={board.columns} value={column} onChange={setColumn} />
      <BoardKeys onEnter={moves.enter} />
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a board that scrolls must be reachable by keyboard. */}
      <section
        aria-label={words.tasks.board}
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto @min-[1040px]:px-4"
      >
        {grouped === undefined ? (
          <div className={`${COLUMNS} min-h-full`}>{getColumns(wholeBoard(board))}</div>
        ) : (
          <div className="md:min-w-[680px]">
            <ColumnHeads columns={board.columns} />
            {grouped.lanes.map((lane) => (
              <BoardLane
                key={lane.id}
                lane={lane}
                by={grouped.by}
                column={column}
                isFolded={folded.has(lane.id)}
                onFold={() => toggle(lane.id)}
              >
                {/* An empty lane is one line: a card is dropped on its head. */}
                <div className={`${COLUMNS} ${lane.total === 0 ? "-mt-9" : ""}`}>
                  {getColumns(lane, lane)}
                </div>
              </BoardLane>
            ))}
          </div>
        )}
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: until here. */}
    </Draggable>
  );
}

/** Takes cards that are dragged in it, and says what moved and what could not be moved. */
function Draggable(props: {
  board: Board;
  lanes: readonly Lane[];
  moves: ReturnType<typeof useBoardMoves>;
  children: ReactNode;
}) {
  const { board, lanes, moves, children } = props;
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH));
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const within = pointerWithin(args);
        return within.length > 0 ? within : closestCorners(args);
      }}
      accessibility={{
        screenReaderInstructions: { draggable: "" },
        restoreFocus: false,
        announcements: createAnnouncements(board, lanes),
      }}
      onDragStart={({ active }) => moves.setDragged(String(active.id))}
      onDragCancel={() => moves.setDragged(undefined)}
      onDragEnd={moves.onDrop}
    >
      <div className="@container flex min-h-0 min-w-0 flex-1 flex-col">
        <p className="sr-only" aria-live="assertive">
          {moves.said}
        </p>
        {moves.error && (
          <p role="alert" className="bg-failed-soft px-4 py-2 text-13 text-n-9 md:px-8">
            {words.tasks.notMoved(toWords(moves.error))}
          </p>
        )}
        {children}
      </div>
      <DragOverlay dropAnimation={null}>{moves.ghost && <CardGhost card={moves.ghost} />}</DragOverlay>
    </DndContext>
  );
}

/** `j`, `k`, `h`, `l` start on the board when no card has the focus yet. */
function BoardKeys({ onEnter }: { onEnter: () => void }) {
  const { keys } = words.shell;
  useKeyHelp([
    ["h j k l", keys.cards],
    ["Enter", keys.openCard],
    ["Shift ← → ↑ ↓", keys.moveCard],
  ]);
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!/^[hjkl]$/.test(event.key) || document.activeElement?.matches("input,textarea,select")) return;
      if (document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      onEnter();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return null;
}

function ColumnTabs(props: {
  columns: readonly Column[];
  value: string;
  onChange: (status: string) => void;
}) {
  return (
    <fieldset
      className="flex flex-none overflow-x-auto border-b border-n-3 px-2 md:hidden"
      aria-label={words.tasks.column}
    >
      {props.columns.map(({ status, total }) => (
        <button
          key={status}
          type="button"
          aria-pressed={status === props.value}
          onClick={() => props.onChange(status)}
          className="relative h-11 flex-none px-2.5 text-13 font-medium text-n-7 aria-pressed:font-semibold aria-pressed:text-n-10 aria-pressed:after:absolute aria-pressed:after:inset-x-2 aria-pressed:after:bottom-0 aria-pressed:after:h-0.5 aria-pressed:after:bg-n-10"
        >
          {words.tasks.columns[status]} <span className="font-mono text-11">{total}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** The columns once, above all lanes. */
function ColumnHeads({ columns }: { columns: readonly Column[] }) {
  return (
    <div className={`${COLUMNS} sticky top-0 z-20 border-b border-n-4 bg-n-0 max-md:hidden`}>
      {columns.map(({ status, total }) => (
        <div key={status} className="px-2 @min-[1040px]:px-4">
          <ColumnHead status={status} total={total} />
        </div>
      ))}
    </div>
  );
}
