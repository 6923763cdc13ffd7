/** Beyond the conversations of a thread that are drawn: more are read when the reader comes there, or asks. */
"use client";
import { useEffect, useRef } from "react";
import type { NextPage } from "../../lib/next-page";
import { Button } from "../../ui/button";
import { EndOfList } from "../../ui/end-of-list";

export function MoreParts({ next, label }: { next: NextPage; label: string }) {
  const mark = useRef<HTMLDivElement>(null);
  const { hasMore, more } = next;
  useEffect(() => {
    if (!hasMore || mark.current === null) return;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) more();
    });
    watch.observe(mark.current);
    return () => watch.disconnect();
  }, [hasMore, more]);
  if (!hasMore) return null;
  return (
    <div ref={mark} className="grid justify-items-center">
      <Button size="s" kind="bare" onClick={next.again}>
        {label}
      </Button>
      <EndOfList next={next} />
    </div>
  );
}
