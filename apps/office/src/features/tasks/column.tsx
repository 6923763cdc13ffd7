/** One column with its first cards. Where a card would start an agent, the column says so. */
"use client";
import { useDndContext, useDroppable } from "@dnd-kit/core";
import type { KeyboardEvent } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import type { Column, TaskStatus } from "./board-state";
import { TaskCard } from "./card";
import { cellId, type Lane } from "./lanes";

interface Props {
  column: Column;
  /** The lane it is part of, on a board with lanes. */
  lane?: Lane | undefined;
  /** On a phone only one column is shown. */
  isShown: boolean;
  current: string;
  entry: string | undefined;
  onOpen: (id: string) => void;
  onKey: (event: KeyboardEvent, id: string) => void;
  onMore: (() => void) | undefined;
}

export function BoardColumn(props: Props) {
  const { column, lane, isShown, current, entry, onOpen, onKey, onMore } = props;
  const { status, total, cards } = column;
  const name = words.tasks.columns[status];
  const { setNodeRef, isOver } = useDroppable({ id: cellId(lane?.id ?? "", status) });
  const isDragging = useDndContext().active !== null;
  return (
    <section
      ref={setNodeRef}
      aria-label={lane === undefined ? name : words.tasks.cell(name, lane.name)}
      className={`min-w-0 px-4 md:px-2 @min-[1040px]:px-4 ${lane === undefined ? "pb-6" : "pb-2 md:min-h-9"} md:border-r md:border-n-3 md:last:border-0 ${isShown ? "" : "max-md:hidden"} ${isOver ? "bg-n-1" : ""}`}
    >
      {lane === undefined && <ColumnHead status={status} total={total} />}
      <div className={lane === undefined ? "max-md:pt-3" : ""}>
        {cards.map((card) => (
          <TaskCard
            key={card.id}
            card={card}
            isCurrent={card.id === current}
            isEntry={card.id === entry}
            onOpen={onOpen}
            onKey={onKey}
          />
        ))}
      </div>
      {/* In a lane it would move the others away from under the pointer. */}
      {status === "in_progress" && lane === undefined && (isDragging || cards.length === 0) && (
        <p className="grid h-16 place-items-center rounded-m border border-dashed border-n-6 px-3 text-center text-12 text-n-7">
          {words.tasks.dropHere}
        </p>
      )}
      {cards.length === 0 && status !== "in_progress" && lane === undefined && (
        <p className="text-12 text-n-7 md:hidden">{words.tasks.noneHere}</p>
      )}
      {cards.length < total && onMore !== undefined && (
        <Button size="s" kind="bare" onClick={onMore}>
          {words.tasks.showMore(total)}
        </Button>
      )}
    </section>
  );
}

export function ColumnHead({ status, total }: { status: TaskStatus; total: number }) {
  return (
    <h2 className="sticky top-0 z-20 flex h-11 items-center gap-2 bg-n-0 text-13 font-semibold text-n-10 max-md:sr-only">
      {words.tasks.columns[status]} <span className="font-mono text-12 font-medium text-n-7">{total}</span>
    </h2>
  );
}
