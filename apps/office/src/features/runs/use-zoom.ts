/**
 * How large the graph is drawn. What is under the pointer, or in the middle, stays where it is. Two fingers on a trackpad,
 * or Ctrl and the wheel, zoom the graph and not the page.
 */
"use client";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { fitScale, keptScroll, type Size, scaleOfWheel, zoomed } from "./zoom";

/** On a desk a graph larger than the view is scrolled, not made too small to read. */
const READABLE = 0.6;
const NARROW = 640;

export interface Zoom {
  scale: number;
  step: (way: "in" | "out") => void;
  fit: () => void;
}

export function useZoom(box: RefObject<HTMLElement | null>, graph: Size): Zoom {
  const [scale, setScale] = useState(1);
  function zoomTo(next: number, pointer?: { x: number; y: number }): void {
    const element = box.current;
    if (element === null || next === scale) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = element;
    const { x, y } = pointer ?? { x: clientWidth / 2, y: clientHeight / 2 };
    // Only a graph that has its new size can be scrolled as far.
    flushSync(() => setScale(next));
    element.scrollLeft = keptScroll(scrollLeft, x, next / scale);
    element.scrollTop = keptScroll(scrollTop, y, next / scale);
  }
  useStartScale(box, graph, setScale);
  useWheel(box, (event, { left, top }) =>
    zoomTo(scaleOfWheel(scale, event.deltaY), { x: event.clientX - left, y: event.clientY - top }),
  );
  return {
    scale,
    step: (way) => zoomTo(zoomed(scale, way)),
    fit: () => box.current !== null && zoomTo(fitScale(graph, measureSize(box.current))),
  };
}

/** A phone starts with all of it in view: its fingers cannot see what is beside it. */
function useStartScale(
  box: RefObject<HTMLElement | null>,
  graph: Size,
  onScale: (scale: number) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it opens; what the reader chose stays.
  useLayoutEffect(() => {
    if (box.current === null) return;
    const fits = fitScale(graph, measureSize(box.current));
    onScale(box.current.clientWidth < NARROW ? fits : Math.max(READABLE, fits));
  }, []);
}

/** React listens to the wheel passively, where the page cannot be kept from zooming. */
function useWheel(
  box: RefObject<HTMLElement | null>,
  onWheel: (event: WheelEvent, box: DOMRect) => void,
): void {
  const latest = useRef(onWheel);
  useEffect(() => {
    latest.current = onWheel;
  });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const listener = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      latest.current(event, element.getBoundingClientRect());
    };
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, [box]);
}

function measureSize({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight };
}
