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
  /** How many replies took the place of answers. */
  joined: number;
  /** The first conversation in it: earlier ones are drawn above what is read, which stays where it is. */
  first: string;
}

export function useFollow({ isReady, joined, first }: Drawn): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const place = useRef<Place>({ top: 0, height: 0, isAtEnd: true });
  useEffect(() => {
    const box = ref.current;
    if (!isReady || box === null) return;
    const follow = (): void => {
      if (place.current.isAtEnd) box.scrollTop = box.scrollHeight;
      place.current = { ...place.current, top: box.scrollTop, height: box.scrollHeight };
    };
    const onScroll = (): void => {
      const { height } = place.current;
      const isAtEnd = height - box.scrollTop - box.clientHeight < NEAR_END;
      place.current = { top: box.scrollTop, height, isAtEnd };
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
  const before = useRef<number>(undefined);
  useLayoutEffect(() => {
    const [box, known] = [ref.current, before.current];
    if (!isReady || box === null) return;
    before.current = joined;
    if (known === undefined || joined <= known) return;
    const head = [...box.querySelectorAll(`[${FOLDS}]`)].at(-1);
    if (head === undefined) return;
    const above = head.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    // Who reads what stands above it stays there.
    if (!place.current.isAtEnd && place.current.top < above) return;
    box.scrollTop = above - MARGIN;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 1;
    place.current = { top: box.scrollTop, height: box.scrollHeight, isAtEnd };
  }, [isReady, joined]);
  return ref;
}

const MARGIN = 24;
