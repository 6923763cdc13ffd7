/**
 * More about a thing while the pointer rests on it or it has the focus. It holds nothing to press: what a card says, its
 * page or the inspector says too, so that a finger misses nothing.
 */
"use client";
import { type ReactNode, useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const OPEN_MS = 350;
const MARGIN = 8;

interface Props {
  /** Made only when it is shown. */
  card: () => ReactNode;
  className?: string;
  children: ReactNode;
}

export function HoverCard({ card, className = "", children }: Props) {
  const [anchor, setAnchor] = useState<DOMRect>();
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const close = useCallback((): void => {
    clearTimeout(timer.current);
    setAnchor(undefined);
  }, []);
  useEffect(() => close, [close]);
  const root = useRef<HTMLSpanElement>(null);
  const isOpen = anchor !== undefined;
  const open = useCallback((): void => {
    const thing = root.current?.firstElementChild ?? root.current;
    setAnchor(thing?.getBoundingClientRect());
  }, []);
  // The focus may scroll its thing into view: the card follows.
  useEffect(() => {
    if (!isOpen) return;
    addEventListener("scroll", open, { capture: true });
    return () => removeEventListener("scroll", open, { capture: true });
  }, [isOpen, open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only shows what is under the pointer.
    <span
      ref={root}
      className={className}
      aria-describedby={anchor && id}
      onPointerEnter={({ pointerType }) => {
        clearTimeout(timer.current);
        if (pointerType === "mouse") timer.current = setTimeout(open, OPEN_MS);
      }}
      onPointerLeave={close}
      onPointerDown={close}
      onFocus={({ target }) => target.matches(":focus-visible") && open()}
      onBlur={close}
    >
      {children}
      {anchor &&
        createPortal(
          <Card id={id} anchor={anchor}>
            {card()}
          </Card>,
          document.body,
        )}
    </span>
  );
}

function Card({ id, anchor, children }: { id: string; anchor: DOMRect; children: ReactNode }) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const { width, height } = box.getBoundingClientRect();
    const middle = anchor.left + anchor.width / 2 - width / 2;
    const left = Math.max(MARGIN, Math.min(innerWidth - width - MARGIN, middle));
    const below = anchor.bottom + MARGIN;
    const top = below + height > innerHeight ? anchor.top - MARGIN - height : below;
    box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }, [anchor]);
  return (
    <div
      ref={ref}
      id={id}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-40 w-max max-w-[320px] rounded-m bg-n-0 p-3.5 text-13 text-n-9 shadow-float"
    >
      {children}
    </div>
  );
}
