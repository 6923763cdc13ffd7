/** How many whole cards a column of limited height shows, so that none is cut at its edge. */
"use client";
import { type RefObject, useLayoutEffect, useState } from "react";

/** All of them stand above the fold; the others are one press away. */
const CARDS_MAX = 3;
/** Room for the line that says how many more there are. */
const MORE_PX = 44;

/** @param keys of the cards; the list has a `li` for each, and hides those beyond */
export function useFit(
  column: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  keys: readonly string[],
): number {
  const [fit, setFit] = useState<{ keys: readonly string[]; count: number; width: number }>();
  const isMeasured = fit?.keys === keys;
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = column.current;
    if (element === null) return;
    const size = new ResizeObserver(() => setWidth(element.clientWidth));
    size.observe(element);
    return () => size.disconnect();
  }, [column]);
  useLayoutEffect(() => {
    if (isMeasured && fit.width === width) return;
    const room = Number.parseFloat(column.current === null ? "" : getComputedStyle(column.current).maxHeight);
    const heights = [...(list.current?.children ?? [])].map((card) => card.getBoundingClientRect().height);
    setFit({ keys, width, count: fitting(heights, room, keys.length) });
  });
  // All are drawn until they are measured, before anyone sees them.
  return isMeasured && fit.width === width ? fit.count : Math.min(CARDS_MAX, keys.length);
}

/** @param room NaN: without a limit @param all how many cards there are, with those that are not drawn */
export function fitting(heights: readonly number[], room: number, all = heights.length): number {
  if (Number.isNaN(room)) return Math.min(CARDS_MAX, heights.length);
  let used = 0;
  let count = 0;
  for (const [i, height] of heights.entries()) {
    used += height;
    const rest = i === all - 1 ? 0 : MORE_PX;
    if (used + rest <= room) count = i + 1;
  }
  return Math.max(1, count);
}
