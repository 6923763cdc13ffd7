/** Where a reader of a thread is kept: at its end while it grows, at the head of a reply that takes the place of answers. */
"use client";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** So close to its end counts as being there, in pixels. */
const NEAR_END = 80;
/** Marks the reply that takes the place of single answers. */
export const FOLDS = "data-folds";

interface Place {
  top: number;
  /** The height that the reader has seen: words that came since are no reason to think they left the end. */
  height: number;
  isAtEnd: boolean;
}

interface Drawn {
  /** Whether the thread is drawn. */
  isReady: boolean;
  /** The conversation whose replies are counted. */
  of: string | undefined;
  /** How many replies took the place of answers. */
  joined: number;
  /** The first conversation in it: earlier ones are drawn above what is read, which stays where it is. */
  first: string;
  /** Whether its end is drawn: there may be more below what is read. */
  hasEnd: boolean;
  /** What a link leads to; null for the end, undefined while that is not known. */
  linked: string | null | undefined;
}

/** Where a reader is. Only the end of the whole thread is followed. @param height that the reader has seen */
export function toPlace(
  { scrollTop, clientHeight }: Pick<HTMLElement, "scrollTop" | "clientHeight">,
  height: number,
  hasEnd: boolean,
): Place {
  return { top: scrollTop, height, isAtEnd: hasEnd && height - scrollTop - clientHeight < NEAR_END };
}

export function useFollow({
  isReady,
  of,
  joined,
  first,
  hasEnd,
  linked,
}: Drawn): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ top: 0, height: 0, isAtEnd: true });
  const isWhole = useRef(hasEnd);
  isWhole.current = hasEnd;
  useEffect(() => {
    const box = ref.current;
    if (!isReady || box === null) return;
    const follow = (): void => {
      if (place.current.isAtEnd) box.scrollTop = box.scrollHeight;
      place.current = { ...place.current, top: box.scrollTop, height: box.scrollHeight };
    };
    const onScroll = (): void => {
      place.current = toPlace(box, place.current.height, isWhole.current);
    };
    follow();
    const watch = new ResizeObserver(follow);
    watch.observe(box);
    for (const content of box.children) watch.observe(content);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      watch.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, [isReady]);
  const firstBefore = useRef(first);
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null || firstBefore.current === first) return;
    firstBefore.current = first;
    const { top, height, isAtEnd } = place.current;
    box.scrollTop = isAtEnd ? box.scrollHeight : top + box.scrollHeight - height;
    place.current = { top: box.scrollTop, height: box.scrollHeight, isAtEnd };
  }, [first]);
  const before = useRef<Pick<Drawn, "of" | "joined">>(undefined);
  useLayoutEffect(() => {
    const [box, known] = [ref.current, before.current];
    if (!isReady || box === null) return;
    before.current = { of, joined };
    if (known === undefined || known.of !== of || joined <= known.joined) return;
    const head = [...box.querySelectorAll(`[${FOLDS}]`)].at(-1);
    if (head === undefined) return;
    const above = head.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    // Who reads what stands above it stays there.
    if (!place.current.isAtEnd && place.current.top < above) return;
    box.scrollTop = above - MARGIN;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 1;
    place.current = { top: box.scrollTop, height: box.scrollHeight, isAtEnd };
  }, [isReady, of, joined]);
  useLinked(ref, place, linked);
  return ref;
}

/** A link to an earlier message begins there, once that is drawn. What comes later does not move its reader. */
function useLinked(
  ref: RefObject<HTMLElement | null>,
  place: RefObject<Place>,
  linked: string | null | undefined,
): void {
  const isDone = useRef(false);
  useLayoutEffect(() => {
    const box = ref.current;
    // Who is at the end stays there when something later joins.
    if (linked === null) isDone.current = true;
    const part = linked == null || isDone.current ? null : box?.querySelector(linked);
    if (box === null || part == null) return;
    isDone.current = true;
    part.scrollIntoView({ block: "start" });
    // At once: what is drawn before the event of this scroll must not take the reader to the end.
    place.current = { top: box.scrollTop, height: box.scrollHeight, isAtEnd: false };
  });
}

const MARGIN = 24;
