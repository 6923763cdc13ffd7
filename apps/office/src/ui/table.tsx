/**
 * A table of any length: only the rows on the screen exist. The keyboard moves through it from anywhere on the page.
 * Guarantees: what is read does not move when rows are added below; the current row is always in view.
 */
"use client";
// biome-ignore-start lint/a11y/useSemanticElements: rows that are placed by hand cannot be those of a `table`.
// biome-ignore-start lint/a11y/useFocusableInteractive: the grid has the focus and names its current row.
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type ReactNode, useEffect, useId, useRef } from "react";
import { isControl } from "../lib/key-target";
import type { NextPage } from "../lib/next-page";
import { words } from "../locale/words";
import { EndOfList } from "./end-of-list";
import { Icon } from "./icon";
import { useRowKeys } from "./row-keys";

export interface Column<T> {
  /** Unique in its table. */
  key: string;
  /** What stands above it. Empty for a column of buttons. */
  head: string;
  /** Drawn in its place; `head` is what it says to a screen reader. */
  headShown?: ReactNode;
  /** A track of a CSS grid: `minmax(0,2fr)`, `88px`. */
  width: string;
  align?: "right";
  /** Left out on a phone, and where a pane leaves the table little room. */
  wideOnly?: boolean;
  /** Left out beside an open inspector too, where the others need the width. */
  roomOnly?: boolean;
  /** On a phone the cells need no head, and have no room for one. */
  wideHead?: boolean;
  /** Its head sorts the rows. The page does it, and says what they are sorted by. */
  sorts?: boolean;
  cell: (row: T) => ReactNode;
}

interface Sort {
  readonly by: string;
  readonly isUp: boolean;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  toKey: (row: T) => string;
  /** The row that the inspector shows. */
  current?: string | undefined;
  /** The current row changed, by key or click. */
  onCurrent?: (key: string) => void;
  /** A key moved to it. Default: `onCurrent`, for an inspector that follows. */
  onMove?: ((key: string) => void) | undefined;
  /** Enter or double click. */
  onOpen?: (key: string) => void;
  /** Rows marked for a bulk action. */
  selected?: ReadonlySet<string>;
  onSelect?: (key: string) => void;
  /** Read when the reader comes near the end. */
  next?: NextPage;
  /** The column by which the rows are sorted. `isUp`: the least first. */
  sort?: Sort | undefined;
  /** The head of a column that sorts was pressed. */
  onSort?: ((key: string) => void) | undefined;
  /** In pixels, on a desk. A phone has 56. */
  rowHeight?: number;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
}

const PHONE_ROW = 56;
const OVERSCAN = 8;
/** So many rows before the end the next page is asked for. */
const NEAR_END = 20;
const GRID =
  "grid items-center gap-x-4 px-4 md:px-8 grid-cols-[var(--narrow)] md:@min-[600px]:grid-cols-[var(--wide)] md:@min-[880px]:grid-cols-[var(--full)]";
/** For what a cell says instead of a column that is left out. */
export const NARROW_ONLY = "md:@min-[600px]:hidden";

export function Table<T>(props: Props<T>) {
  const {
    label,
    columns,
    rows,
    toKey,
    current,
    onCurrent,
    onMove,
    onOpen,
    onSelect,
    next,
    rowHeight = 40,
  } = props;
  const box = useRef<HTMLDivElement>(null);
  const id = useId();
  const at = current === undefined ? -1 : rows.findIndex((row) => toKey(row) === current);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => (innerWidth < 768 ? Math.max(PHONE_ROW, rowHeight) : rowHeight),
    getItemKey: (i) => toKey(rows[i] as T),
    overscan: OVERSCAN,
    // The head stays above the rows.
    scrollPaddingStart: 32,
  });
  // A list that is opened again shows the row at which it was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens; then the reader moves it.
  useEffect(() => {
    if (at > 0) virtual.scrollToIndex(at);
  }, []);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rows.length > 0 && last >= rows.length - NEAR_END) next?.more();
  }, [last, rows.length, next]);
  useRowKeys({
    isMarked: onSelect !== undefined,
    state: () => ({ count: rows.length, current: at, page: Math.max(1, items.length - 2 * OVERSCAN) }),
    run(act) {
      const key = toKey(rows[act.act === "move" ? act.to : act.at] as T);
      if (act.act === "move") {
        virtual.scrollToIndex(act.to);
        (onMove ?? onCurrent)?.(key);
        // The page around the table may scroll too.
        requestAnimationFrame(() =>
          document.getElementById(`${id}-${act.to}`)?.scrollIntoView({ block: "nearest" }),
        );
      } else (act.act === "open" ? onOpen : onSelect)?.(key);
    },
  });
  return (
    <div
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={items.some(({ index }) => index === at) ? `${id}-${at}` : undefined}
      tabIndex={0}
      className="@container min-h-0 flex-1 overflow-auto"
      style={tracks(columns)}
    >
      <Head columns={columns} sort={props.sort} onSort={props.onSort} />
      {rows.length === 0 ? (
        <Line columns={columns.length}>{props.empty}</Line>
      ) : (
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size, key }) => (
            <Row
              key={key}
              table={props}
              row={rows[index] as T}
              id={`${id}-${index}`}
              index={index}
              isCurrent={index === at}
              style={{ height: size, transform: `translateY(${start}px)` }}
            />
          ))}
        </div>
      )}
      {next !== undefined && next.failure !== null && (
        <Line columns={columns.length}>
          <EndOfList next={next} />
        </Line>
      )}
    </div>
  );
}

function Head<T>(props: Pick<Props<T>, "columns" | "sort" | "onSort">) {
  const { columns, sort, onSort } = props;
  return (
    <div role="rowgroup" className="sticky top-0 z-10 border-b border-n-4 bg-n-0">
      <div role="row" aria-rowindex={1} className={`${GRID} h-8 text-12 text-n-7`}>
        {columns.map((column) => (
          <div
            key={column.key}
            role="columnheader"
            aria-label={column.headShown === undefined ? undefined : column.head}
            aria-sort={column.sorts === true ? sortWord(sort, column.key) : undefined}
            className={cellClass(column)}
          >
            {column.sorts === true && onSort !== undefined ? (
              <SortHead column={column} sort={sort} onSort={onSort} />
            ) : (
              headOf(column)
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

interface RowProps<T> {
  table: Props<T>;
  row: T;
  id: string;
  index: number;
  isCurrent: boolean;
  /** Where it stands. */
  style: CSSProperties;
}

function Row<T>({ table, row, id, index, isCurrent, style }: RowProps<T>) {
  const { columns, toKey, selected, onCurrent, onOpen } = table;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the table do the same.
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isCurrent || selected?.has(toKey(row)) === true}
      data-current={isCurrent ? "" : undefined}
      className={`${GRID} absolute inset-x-0 border-b border-n-3 text-13 hover:bg-n-1 aria-selected:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent-line)]`}
      style={style}
      onClick={(event) => isControl(event.target) || onCurrent?.(toKey(row))}
      onDoubleClick={() => onOpen?.(toKey(row))}
    >
      {columns.map((column) => (
        <div key={column.key} role="gridcell" className={cellClass(column)}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

function headOf<T>(column: Column<T>): ReactNode {
  if (column.headShown !== undefined) return column.headShown;
  if (column.head === "") return <span className="sr-only">{words.common.actions}</span>;
  return (
    <span className={column.wideHead === true ? "max-md:sr-only @max-[700px]:sr-only" : ""}>
      {column.head}
    </span>
  );
}

function sortWord(sort: Sort | undefined, key: string): "ascending" | "descending" | "none" {
  if (sort?.by !== key) return "none";
  return sort.isUp ? "ascending" : "descending";
}

/** A button in a cell of the head: Tab reaches it, and Enter or a press sorts. A phone has no room for one. */
function SortHead<T>(props: { column: Column<T>; sort: Sort | undefined; onSort: (key: string) => void }) {
  const { column, sort, onSort } = props;
  const isChosen = sort?.by === column.key;
  return (
    <>
      <span className="md:hidden">{headOf(column)}</span>
      <button
        type="button"
        onClick={() => onSort(column.key)}
        className={`-mx-1 inline-flex h-7 max-w-full items-center gap-1 rounded-s px-1 hover:bg-n-2 hover:text-n-10 focus-visible:outline-offset-[-2px] max-md:hidden ${isChosen ? "font-medium text-n-10" : ""}`}
      >
        {headOf(column)}
        {isChosen && <Icon name={sort.isUp ? "up" : "down"} size={12} />}
      </button>
    </>
  );
}

function Line({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <div role="rowgroup">
      <div role="row">
        <div role="gridcell" aria-colspan={columns} className="px-4 md:px-8">
          {children}
        </div>
      </div>
    </div>
  );
}

function cellClass({ align, wideOnly, roomOnly }: Column<never> | Column<unknown>): string {
  return `min-w-0 truncate [&>*]:align-middle ${align === "right" ? "text-right" : ""} ${wideOnly === true ? "max-md:hidden @max-[600px]:hidden" : ""} ${roomOnly === true ? "@max-[880px]:hidden" : ""}`;
}

function tracks<T>(columns: readonly Column<T>[]): CSSProperties {
  const widths = (list: readonly Column<T>[]): string => list.map(({ width }) => width).join(" ");
  return {
    "--full": widths(columns),
    "--wide": widths(columns.filter(({ roomOnly }) => roomOnly !== true)),
    "--narrow": widths(columns.filter(({ wideOnly }) => wideOnly !== true)),
  } as CSSProperties;
}
// biome-ignore-end lint/a11y/useSemanticElements: until here.
// biome-ignore-end lint/a11y/useFocusableInteractive: until here.
