/** The rows of a long list of links: only those on the screen exist. `j` and `k` open the next and the previous one. */
"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import type { NextPage } from "../../lib/next-page";
import { readsOn } from "../../lib/read-on";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { EndOfList } from "../../ui/end-of-list";
import { useRowKeys } from "../../ui/row-keys";

const ROW = 54;
const OVERSCAN = 8;

export function RowList(props: {
  ids: readonly string[];
  current: string;
  toHref: (id: string) => string;
  next: NextPage;
  children: (at: number, href: string) => ReactNode;
}) {
  const { ids, current, toHref, next, children } = props;
  const router = useRouter();
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: ids.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (at) => ids[at] ?? at,
    overscan: OVERSCAN,
    paddingEnd: 16,
  });
  const items = list.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const asked = useRef(0);
  useEffect(() => {
    if (!next.hasMore || !readsOn({ rows: ids.length, last, asked: asked.current })) return;
    asked.current = ids.length;
    next.more();
  }, [last, ids.length, next]);
  useRowKeys({
    state: () => ({
      count: ids.length,
      current: ids.indexOf(current),
      page: Math.max(1, items.length - 2 * OVERSCAN),
    }),
    run(act) {
      if (act.act !== "move") return;
      list.scrollToIndex(act.to);
      router.replace(toHref(ids[act.to] ?? ""));
    },
  });
  return (
    <div ref={box} className="min-h-0 flex-1 overflow-auto">
      <ul className="relative" style={{ height: list.getTotalSize() }}>
        {items.map(({ index, key, start }) => (
          <li
            key={key}
            ref={list.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)` }}
          >
            {children(index, toHref(ids[index] ?? ""))}
          </li>
        ))}
      </ul>
      {next.hasMore && (
        <Button size="s" kind="bare" onClick={next.again}>
          {words.chat.thread.earlier}
        </Button>
      )}
      <EndOfList next={next} />
    </div>
  );
}
