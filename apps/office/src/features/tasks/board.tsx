/** The board: columns, drag and drop, and the same by keyboard. On a phone one column at a time. */
"use client";
import {
  closestCorners,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import { wordsOf } from "../../lib/api";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { arrowMove, type Board, type Column, type Move, neighbour } from "./board-state";
import { CardGhost } from "./card";
import { BoardColumn } from "./column";
import { useMoveCard } from "./queries";

/** A click stays a click until the pointer has moved this far. */
const MOUSE = { activationConstraint: { distance: 6 } };
const TOUCH = { activationConstraint: { delay: 250, tolerance: 8 } };

interface Props {
  board: Board;
  current: string;
  onOpen: (id: string) => void;
  onMore: (() => void) | undefined;
}

export function BoardView({ board, current, onOpen, onMore }: Props) {
  const move = useMoveCard();
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState("");
  const [focus, setFocus] = useState<string>();
  const [column, setColumn] = useParam("column", "in_progress");
  const sensors = useSensors(useSensor(MouseSensor, MOUSE), useSensor(TouchSensor, TOUCH));
  const cards = board.columns.flatMap((one) => one.cards);
  const entry = cards.some(({ id }) => id === focus) ? focus : cards[0]?.id;
  useEffect(() => {
    // A card that moved to another column is a new element there.
    if (focus !== undefined && board.columns.length > 0) focusCard(focus);
  }, [focus, board]);

  function run(next: Move): void {
    move.mutate(next);
    const card = cards.find(({ id }) => id === next.id);
    setSaid(words.tasks.movedTo(card?.identifier ?? words.tasks.theCard, words.tasks.columns[next.to]));
    if (next.to === "in_progress" && card?.status !== "in_progress" && card?.assignee === "") onOpen(next.id);
  }
  function onKey(event: KeyboardEvent, id: string): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.shiftKey ? arrowMove(board, id, event.key) : undefined;
    const to = event.shiftKey ? undefined : neighbour(board, id, event.key);
    if (next === undefined && to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) run(next);
    setFocus(next?.id ?? to);
  }
  function onDragEnd({ active, over }: DragEndEvent): void {
    setDragged(undefined);
    const next = over === null ? undefined : dropOf(board, String(active.id), String(over.id));
    if (next !== undefined) run(next);
  }
  const ghost = cards.find(({ id }) => id === dragged);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={(args) => {
        const within = pointerWithin(args);
        return within.length > 0 ? within : closestCorners(args);
      }}
      accessibility={{ screenReaderInstructions: { draggable: "" }, restoreFocus: false }}
      onDragStart={({ active }) => setDragged(String(active.id))}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={onDragEnd}
    >
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <p className="sr-only" aria-live="assertive">
          {said}
        </p>
        {move.error && (
          <p role="alert" className="bg-failed-soft px-4 py-2 text-13 text-n-9 md:px-8">
            {words.tasks.notMoved(wordsOf(move.error))}
          </p>
        )}
        <ColumnTabs columns={board.columns} value={column} onChange={setColumn} />
        <BoardKeys onEnter={() => entry !== undefined && setFocus(entry)} />
        {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: a board that scrolls must be reachable by keyboard. */}
        <section
          aria-label={words.tasks.board}
          tabIndex={0}
          className="grid min-h-0 flex-1 overflow-auto md:grid-cols-[repeat(5,minmax(216px,1fr))] md:px-4"
        >
          {board.columns.map((one) => (
            <BoardColumn
              key={one.status}
              column={one}
              isShown={one.status === column}
              current={current}
              entry={entry}
              onOpen={(id) => {
                setFocus(id);
                onOpen(id);
              }}
              onKey={onKey}
              onMore={onMore}
            />
          ))}
        </section>
        {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: until here. */}
      </div>
      <DragOverlay dropAnimation={null}>{ghost && <CardGhost card={ghost} />}</DragOverlay>
    </DndContext>
  );
}

/** `j`, `k`, `h`, `l` start on the board when no card has the focus yet. */
function BoardKeys({ onEnter }: { onEnter: () => void }) {
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

/** @param over a card or a column. A card is put in front of the one it is dropped on. */
function dropOf(board: Board, id: string, over: string): Move | undefined {
  const column = board.columns.find(
    ({ status, cards }) => status === over || cards.some((card) => card.id === over),
  );
  if (column === undefined || over === id) return undefined;
  return { id, to: column.status, before: over === column.status ? undefined : over };
}

function focusCard(id: string): void {
  const card = [...document.querySelectorAll<HTMLElement>("[data-card]")].find(
    (one) => one.dataset.card === id,
  );
  if (card === undefined || card === document.activeElement) return;
  // A window or a field of the inspector keeps its focus.
  if (document.activeElement?.closest("dialog, aside")) return;
  card.focus({ preventScroll: false });
}
