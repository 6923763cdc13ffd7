/** What moves a card of the board, by pointer and by keyboard, and what a screen reader hears about it. */
"use client";
import type { DragEndEvent } from "@dnd-kit/core";
import { type KeyboardEvent, useEffect, useState } from "react";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import type { Board, Move } from "./board-state";
import { arrowMove, type Lane, type LaneKind, neighbour, resolveDrop } from "./lanes";
import { useMoveCard } from "./move-queries";

interface Options {
  board: Board;
  /** What the lanes are; undefined for a board without lanes. */
  by: LaneKind | undefined;
  /** Those that are not folded. */
  lanes: readonly Lane[];
  onOpen: (id: string) => void;
}

export function useBoardMoves({ board, by, lanes, onOpen }: Options) {
  const move = useMoveCard(by);
  const [dragged, setDragged] = useState<string>();
  const [said, setSaid] = useState("");
  const [focus, setFocus] = useState<string>();
  const cards = board.columns.flatMap((one) => one.cards);
  const entry = cards.some(({ id }) => id === focus) ? focus : cards[0]?.id;
  useEffect(() => {
    // A card that moved to another column is a new element there.
    if (focus !== undefined && board.columns.length > 0) focusCard(focus);
  }, [focus, board]);
  function run(next: Move): void {
    move.mutate(next);
    const card = cards.find(({ id }) => id === next.id);
    const lane = next.lane === undefined ? undefined : lanes.find(({ id }) => id === next.lane);
    const column = words.tasks.columns[next.to];
    const place = lane === undefined ? column : words.tasks.cell(column, lane.name);
    setSaid(words.tasks.movedTo(card === undefined ? words.tasks.theCard : oneLine(card.title, 60), place));
    const assignee = by === "assignee" ? (next.lane ?? card?.assignee) : card?.assignee;
    if (next.to === "in_progress" && card?.status !== "in_progress" && assignee === "") onOpen(next.id);
  }
  function onKey(event: KeyboardEvent, id: string): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.shiftKey ? arrowMove(lanes, id, event.key) : undefined;
    const to = event.shiftKey ? undefined : neighbour(lanes, id, event.key);
    if (next === undefined && to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (next !== undefined) run(next);
    setFocus(next?.id ?? to);
  }
  function onDrop({ active, over }: DragEndEvent): void {
    setDragged(undefined);
    const next = over === null ? undefined : resolveDrop(lanes, String(active.id), String(over.id));
    if (next !== undefined) run(next);
  }
  function open(id: string): void {
    setFocus(id);
    onOpen(id);
  }
  /** The card that the Tab key reaches. */
  const enter = (): void => {
    if (entry !== undefined) setFocus(entry);
  };
  const ghost = cards.find(({ id }) => id === dragged);
  return { error: move.error, said, entry, enter, open, onKey, onDrop, ghost, setDragged };
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
