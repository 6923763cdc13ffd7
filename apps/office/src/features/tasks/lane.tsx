/** One lane of the board: its name, how many tasks it has, and its part of each column. It folds to one line. */
"use client";
import type { ReactNode } from "react";
import { oneLine } from "../../lib/format/text";
import { Face } from "../../ui/face";
import { Icon } from "../../ui/icon";
import type { Lane, LaneKind } from "./lanes";

interface Props {
  lane: Lane;
  by: LaneKind;
  /** The column that a phone shows. */
  column: string;
  isFolded: boolean;
  onFold: () => void;
  /** Its columns. */
  children: ReactNode;
}

export function BoardLane({ lane, by, column, isFolded, onFold, children }: Props) {
  const { id, name, total } = lane;
  const here = lane.columns.find(({ status }) => status === column)?.total ?? 0;
  return (
    <section
      aria-label={oneLine(name, 60)}
      className={`border-t border-n-4 first:border-t-0 ${here === 0 ? "max-md:hidden" : ""}`}
    >
      <h3 className={`sticky top-11 z-10 max-md:top-0 ${total === 0 ? "" : "bg-n-0"}`}>
        <button
          type="button"
          aria-expanded={!isFolded}
          onClick={onFold}
          className="sticky left-0 flex h-9 max-w-full items-center gap-2 px-4 text-13 font-semibold text-n-10 hover:bg-n-2 max-md:h-11 max-md:w-full"
        >
          <span className={`text-n-7 ${isFolded ? "" : "rotate-90"}`}>
            <Icon name="next" size={14} />
          </span>
          {by === "assignee" && id !== "" && <Face id={id} size={24} />}
          <span className="truncate">{oneLine(name, 60)}</span>
          <span className="font-mono text-12 font-medium text-n-7 max-md:hidden">{total}</span>
          <span className="font-mono text-12 font-medium text-n-7 md:hidden">{here}</span>
        </button>
      </h3>
      {!isFolded && children}
    </section>
  );
}
