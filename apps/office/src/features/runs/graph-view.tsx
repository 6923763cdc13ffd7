/** The graph: what needs a result stands right of what gives it. Only parts in view exist, whatever the size. */
"use client";
import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { oneLine } from "../../lib/format/text";
import { useNameLookup } from "../../lib/use-name-of";
import { words } from "../../locale/words";
import { Face } from "../../ui/face";
import { StateMark } from "../../ui/glyph";
import { GraphLegend, GraphLines } from "./graph-lines";
import { GraphZoom, ZOOM_KEYS } from "./graph-zoom";
import { NODE_HEIGHT, NODE_WIDTH, type Place, toLayout } from "./layout";
import { faceOf, type Row } from "./rows";
import { useZoom } from "./use-zoom";

interface Props {
  rows: readonly Row[];
  current: string;
  onCurrent: (key: string) => void;
}

interface Window {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

type Box = [x: number, y: number, width: number, height: number];

const AROUND = 200;
const EMPTY: Window = { left: 0, top: 0, right: 0, bottom: 0 };

export function GraphView({ rows, current, onCurrent }: Props) {
  const layout = useMemo(() => toLayout(rows), [rows]);
  const box = useRef<HTMLDivElement>(null);
  const zoom = useZoom(box, layout);
  const { scale } = zoom;
  const view = useWindow(box, scale);
  const shown = layout.places.filter((place) => isIn(view, place) || place.row.key === current);
  function onKeyDown(event: KeyboardEvent): void {
    const way = ZOOM_KEYS[event.key];
    if (way !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      if (way === "fit") zoom.fit();
      else zoom.step(way);
    }
    const step = { ArrowDown: 1, j: 1, ArrowRight: 1, ArrowUp: -1, k: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined || rows.length === 0) return;
    event.preventDefault();
    const at = rows.findIndex(({ key }) => key === current);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (next === undefined) return;
    onCurrent(next.key);
    const place = layout.places.find(({ row }) => row.key === next.key);
    if (place !== undefined) reveal(box.current, place, scale);
  }
  return (
    <div className="relative flex min-h-0 flex-1">
      {/* biome-ignore lint/a11y/useSemanticElements: a group of buttons is no form. */}
      <div
        ref={box}
        role="group"
        aria-label={words.runs.views.asGraph}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move from part to part.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={startPan}
        className="relative min-w-0 flex-1 overflow-auto"
      >
        <div style={{ width: layout.width * scale, height: layout.height * scale }}>
          <div
            className="relative origin-top-left"
            style={{ width: layout.width, height: layout.height, transform: `scale(${scale})` }}
          >
            <GraphLines layout={layout} current={current} />
            {shown.map((place) => (
              <Part
                key={place.row.key}
                place={place}
                isCurrent={place.row.key === current}
                onCurrent={onCurrent}
              />
            ))}
          </div>
        </div>
      </div>
      <GraphLegend edges={layout.edges} />
      <GraphZoom {...zoom} />
    </div>
  );
}

/** What of the graph is in view, in its own measure. */
function useWindow(box: RefObject<HTMLDivElement | null>, scale: number): Window {
  const [view, setView] = useState(EMPTY);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const read = (): void => setView(getWindow(element, scale));
    const sizes = new ResizeObserver(read);
    sizes.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [box, scale]);
  return view;
}

/** The mouse drags the graph; fingers scroll it anyway. */
function startPan(event: PointerEvent<HTMLDivElement>): void {
  const box = event.currentTarget;
  if (event.pointerType !== "mouse" || event.button !== 0 || event.target instanceof HTMLButtonElement)
    return;
  if (event.target instanceof Element && event.target.closest("button") !== null) return;
  const pan = ({ movementX, movementY }: globalThis.PointerEvent): void =>
    box.scrollBy(-movementX, -movementY);
  box.setPointerCapture(event.pointerId);
  box.addEventListener("pointermove", pan);
  box.addEventListener("lostpointercapture", () => box.removeEventListener("pointermove", pan), {
    once: true,
  });
}

function Part(props: { place: Place; isCurrent: boolean; onCurrent: (key: string) => void }) {
  const { row, x, y } = props.place;
  const nameOf = useNameLookup();
  return (
    <button
      type="button"
      aria-pressed={props.isCurrent}
      onClick={() => props.onCurrent(row.key)}
      style={{ left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT }}
      className={`absolute flex items-center gap-2 rounded-s border bg-n-0 px-2 text-left hover:bg-n-1 aria-pressed:border-n-10 aria-pressed:ring-3 aria-pressed:ring-accent ${row.shown.state === "failed" ? "border-failed" : "border-n-5"} ${row.run === undefined ? "border-dashed" : ""}`}
    >
      <Face id={faceOf(row)} size={20} state={row.shown.state} />
      <span className="min-w-0 grow">
        <span className="line-clamp-2 text-12 font-medium break-words text-n-10" title={row.title}>
          {row.title}
        </span>
        <span className="block truncate text-11 text-n-7">{oneLine(nameOf(row.agent), 40)}</span>
      </span>
      <StateMark {...row.shown} dense />
    </button>
  );
}

function getWindow({ scrollLeft, scrollTop, clientWidth, clientHeight }: HTMLElement, scale: number): Window {
  return {
    left: scrollLeft / scale - AROUND,
    top: scrollTop / scale - AROUND,
    right: (scrollLeft + clientWidth) / scale + AROUND,
    bottom: (scrollTop + clientHeight) / scale + AROUND,
  };
}

function isIn({ left, top, right, bottom }: Window, { x, y }: Place): boolean {
  return x + NODE_WIDTH > left && x < right && y + NODE_HEIGHT > top && y < bottom;
}

function reveal(box: HTMLElement | null, place: Place, scale: number): void {
  if (box === null) return;
  const { scrollLeft, scrollTop, clientWidth, clientHeight } = box;
  const [x, y, width, height] = [place.x, place.y, NODE_WIDTH, NODE_HEIGHT].map((one) => one * scale) as Box;
  if (y < scrollTop) box.scrollTop = y - height;
  else if (y + height > scrollTop + clientHeight) box.scrollTop = y + 2 * height - clientHeight;
  if (x < scrollLeft) box.scrollLeft = x - height;
  else if (x + width > scrollLeft + clientWidth) box.scrollLeft = x + width + height - clientWidth;
}
