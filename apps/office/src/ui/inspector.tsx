/**
 * What a selection is, beside its list: a pane on a desk, a sheet on a phone. It opens on selection instead of leaving
 * the list. Put it after the list in a row: `<div className="relative flex min-h-0 flex-1">list, inspector</div>`.
 */
"use client";
import {
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { isCovered, isText } from "../lib/key-target";
import { PHONE, useMedia } from "../lib/use-media";
import { words } from "../locale/words";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Icon } from "./icon";

const KEY = "tinyoffice.inspector";
const WIDTH = { min: 320, start: 420, max: 720 } as const;
/** However wide the pane was made, so much of the row is left to the list beside it. */
const LIST_MIN = 480;
const STEP = 24;
/** Where the keyboard goes in the list. */
const FIRST_STOP = "[tabindex='0'], button, a";

interface Props {
  label: string;
  /** Stands in the head, beside the button that closes. */
  title: ReactNode;
  onClose: () => void;
  /** Whether it lies over the right side of its row, which must not move when it opens. Default: it takes room beside it. */
  isOver?: boolean;
  children: ReactNode;
}

export function Inspector(props: Props) {
  const isPhone = useMedia(PHONE);
  const { label, title, onClose, children } = props;
  if (isPhone)
    return (
      <Dialog label={label} place="sheet" onClose={onClose}>
        <div className="flex max-h-[80dvh] flex-col">
          <Head title={title} onClose={onClose} />
          <div className="min-h-0 overflow-auto">{children}</div>
        </div>
      </Dialog>
    );
  return <Pane {...props} />;
}

function Pane({ label, title, onClose, isOver = false, children }: Props) {
  const [width, setWidth] = useState(readWidth);
  const pane = useFocusBack();
  useEffect(() => {
    function onKey(event: globalThis.KeyboardEvent): void {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || isCovered()) return;
      event.preventDefault();
      // The first Escape only ends typing. Who typed in the pane stays in it.
      if (isText(event.target)) exitField(event.target, pane.current);
      else onClose();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onClose, pane]);
  return (
    <aside
      ref={pane}
      aria-label={label}
      className={`${isOver ? "absolute inset-y-0 right-0 z-30 shadow-float" : "relative"} flex min-h-0 flex-none flex-col border-l border-n-4 bg-n-0`}
      style={{ width, maxWidth: `max(${WIDTH.min}px, calc(100% - ${LIST_MIN}px))` }}
    >
      <Edge width={width} onWidth={setWidth} />
      <Head title={title} onClose={onClose} />
      {/* biome-ignore-start lint/a11y: a text that scrolls must be reachable by keyboard. */}
      <div
        className="min-h-0 flex-1 overflow-auto"
        tabIndex={0}
        role="group"
        data-details
        aria-label={words.common.details(label)}
      >
        {children}
      </div>
      {/* biome-ignore-end lint/a11y: until here. */}
    </aside>
  );
}

/** Moves the focus into the open pane, or from there back to the list beside it. Without a pane it does nothing. */
export function goToDetails(): void {
  const details = document.querySelector<HTMLElement>("[data-details]");
  const pane = details?.closest("aside");
  if (!pane?.contains(document.activeElement)) details?.focus({ preventScroll: true });
  else pane.previousElementSibling?.querySelector<HTMLElement>(FIRST_STOP)?.focus({ preventScroll: true });
}

function exitField(field: HTMLElement, pane: HTMLElement | null): void {
  field.blur();
  if (pane?.contains(field) === true)
    pane.querySelector<HTMLElement>("[role=group]")?.focus({ preventScroll: true });
}

/** Whoever was in the pane when it closed goes on where it was opened, else in the list beside it. */
function useFocusBack(): RefObject<HTMLElement | null> {
  const pane = useRef<HTMLElement>(null);
  // A layout effect ends before the pane leaves the page: afterwards nobody knows where the focus was.
  useLayoutEffect(() => {
    const own = pane.current;
    const opener = document.activeElement;
    return () => {
      if (own?.contains(document.activeElement) !== true) return;
      const list = own.previousElementSibling?.querySelector<HTMLElement>(FIRST_STOP);
      const isThere = opener instanceof HTMLElement && opener !== document.body && opener.isConnected;
      (isThere ? opener : list)?.focus({ preventScroll: true });
    };
  }, []);
  return pane;
}

function Head({ title, onClose }: Pick<Props, "title" | "onClose">) {
  return (
    <header className="flex h-14 flex-none items-center gap-2 border-b border-n-3 pr-2 pl-5">
      <h2 className="min-w-0 grow truncate text-14 font-semibold text-n-10">{title}</h2>
      <Button
        kind="bare"
        size="icon"
        aria-label={words.common.close}
        title={words.common.closeKey}
        onClick={onClose}
      >
        <Icon name="close" />
      </Button>
    </header>
  );
}

/** Drag it, or use the arrow keys. */
function Edge({ width, onWidth }: { width: number; onWidth: (width: number) => void }) {
  const set = (next: number): void => {
    const kept = Math.max(WIDTH.min, Math.min(WIDTH.max, Math.round(next)));
    onWidth(kept);
    writeWidth(kept);
  };
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    set(width + step);
  }
  function onPointerMove(event: PointerEvent): void {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) set(innerWidth - event.clientX);
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is not a thematic break.
    <div
      role="separator"
      tabIndex={0}
      aria-label={words.common.paneWidth}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={WIDTH.min}
      aria-valuemax={WIDTH.max}
      className="absolute inset-y-0 -left-1 z-20 w-2 cursor-col-resize touch-none hover:bg-n-4"
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}

function readWidth(): number {
  try {
    const kept = Number(localStorage.getItem(KEY));
    return kept >= WIDTH.min && kept <= WIDTH.max ? kept : WIDTH.start;
  } catch {
    // A browser that keeps nothing.
    return WIDTH.start;
  }
}

function writeWidth(width: number): void {
  try {
    localStorage.setItem(KEY, String(width));
  } catch {
    // The width holds until the page is closed.
  }
}
