/**
 * The posts of a room: only those on the screen exist. It opens at the newest post. Guarantees: what is read does not move
 * when posts arrive above or below; a room counts as read when its first unread post and its end were both on the screen.
 */
"use client";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { absolute, clock, day } from "../../lib/figures";
import type { NextPage } from "../../lib/next-page";
import { useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { EndOfList } from "../../ui/end-of-list";
import { useNames } from "../../ui/mentions";
import type { IsName } from "../../ui/mentions-in";
import { NewRows } from "../../ui/page-head";
import { PostRow } from "./post";
import { type Post, type Room, type RoomRow, toRows, type Unread } from "./posts";
import { useJump, useJumpFromAddress } from "./use-jump";

export interface PostListHandle {
  toFirstUnread: () => void;
  toEnd: () => void;
}

interface Props {
  ref: Ref<PostListHandle>;
  room: Room;
  posts: readonly Post[];
  /** What was unread when the room was opened. */
  opened: Unread | undefined;
  hasOlder: boolean;
  /** The page before. */
  next: NextPage;
  onOlder: (how?: "far") => void;
  /** The post that the address names. */
  target: number | undefined;
  onRead: (postId: number) => void;
}

type List = Virtualizer<HTMLDivElement, HTMLDivElement>;
/** Heights before a row is measured, in pixels: a post of one line with the head of its author, one without, a line. */
const ROW = { first: 60, follows: 30, line: 36 };
/** So close to its end counts as being there, in pixels. */
const NEAR_END = 80;
/** So many rows before the beginning the page before is asked for. */
const NEAR_START = 10;

export function PostList(props: Props) {
  const { ref, posts, opened, hasOlder, next, onOlder, target } = props;
  const box = useRef<HTMLDivElement>(null);
  const names = useAgents().data ?? {};
  const isName = useNames();
  const rows = useMemo(() => toRows(posts, opened?.readId, hasOlder), [posts, opened, hasOlder]);
  const list: List = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (i) => estimate(rows[i]),
    getItemKey: (i) => rows[i]?.key ?? i,
    overscan: 6,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    paddingEnd: 16,
  });
  const items = list.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const { isAtEnd, unseen } = useReading(list, rows, props);
  useStayAtEnd(list, isAtEnd);
  const { jump, isMissing } = useJump({ list, rows, posts, opened, hasOlder, onOlder });
  const hasStarted = useRef(false);
  useLayoutEffect(() => {
    if (hasStarted.current) return;
    hasStarted.current = true;
    list.scrollToEnd();
  }, [list]);
  useJumpFromAddress(target, jump);
  useOlder({ isNearStart: first < NEAR_START, isAtEnd: isAtEnd && items.length > 0, onOlder });
  useImperativeHandle(ref, () => ({ toFirstUnread: () => jump("unread"), toEnd: () => list.scrollToEnd() }), [
    jump,
    list,
  ]);
  return (
    <>
      <EndOfList next={next} />
      {isMissing && (
        <p role="status" className="bg-n-2 px-4 py-2 text-13 text-n-9 md:px-8">
          {words.rooms.missing}
        </p>
      )}
      <div
        ref={box}
        role="log"
        aria-label={words.rooms.messages}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto px-4 md:px-8"
      >
        <div className="relative mx-auto max-w-[720px]" style={{ height: list.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = rows[index];
            return (
              <div
                key={key}
                ref={list.measureElement}
                data-index={index}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${start}px)` }}
              >
                {row && (
                  <Row
                    row={row}
                    opened={opened}
                    target={target}
                    nameOf={(id) => names[id]?.name ?? id}
                    isName={isName}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!isAtEnd && <NewRows count={unseen} onShow={() => list.scrollToEnd()} />}
    </>
  );
}

function estimate(row: RoomRow | undefined): number {
  if (row?.kind !== "post") return ROW.line;
  return row.isFirst ? ROW.first : ROW.follows;
}

function Row(props: {
  row: RoomRow;
  opened: Unread | undefined;
  target: number | undefined;
  nameOf: (id: string) => string;
  isName: IsName;
}) {
  const { row, opened, target, nameOf, isName } = props;
  if (row.kind === "post")
    return (
      <PostRow
        post={row.post}
        name={nameOf(row.post.from_agent)}
        isFirst={row.isFirst}
        isTarget={row.post.id === target}
        isName={isName}
      />
    );
  if (row.kind === "unread")
    return (
      // biome-ignore lint/a11y/useSemanticElements: it has words.
      <div
        role="separator"
        aria-label={words.rooms.newPosts}
        className="my-2.5 flex items-center gap-2.5 text-12 font-semibold text-n-0"
      >
        <span className="rounded-[3px] bg-n-10 px-2 py-0.5">
          {opened && words.rooms.unreadSince(words.rooms.unread(opened.count), clock(opened.since))}
        </span>
        <i className="h-0.5 grow bg-n-10" />
      </div>
    );
  return (
    <p className="flex items-center gap-3 pt-4 pb-1.5 text-12 text-n-7" title={absolute(row.time)}>
      <i className="h-px grow bg-n-3" />
      {day(row.time)}
      <i className="h-px grow bg-n-3" />
    </p>
  );
}

/** What the reader has seen, and when the room counts as read. */
function useReading(list: List, rows: readonly RoomRow[], { room, posts, opened, onRead }: Props) {
  const newest = posts.at(-1)?.id ?? 0;
  const [seen, setSeen] = useState(newest);
  const sawFirst = useRef(opened === undefined);
  // A post that could not be marked is not marked again by itself: the list would ask for ever.
  const marked = useRef(0);
  const isVisible = useVisible();
  const isAtEnd = list.isAtEnd(NEAR_END);
  const line = rows.findIndex(({ kind }) => kind === "unread");
  const range = list.range;
  const isLineShown = range !== null && line >= range.startIndex && line <= range.endIndex;
  useEffect(() => {
    if (!isVisible) return;
    if (isLineShown) sawFirst.current = true;
    if (!isAtEnd) return;
    setSeen(newest);
    if (!sawFirst.current || room.unread === 0 || newest <= Math.max(room.readId, marked.current)) return;
    marked.current = newest;
    onRead(newest);
  }, [isVisible, isLineShown, isAtEnd, newest, room.unread, room.readId, onRead]);
  return { isAtEnd, unseen: posts.filter(({ id }) => id > seen).length };
}

/** A reader at the end stays there when the composer grows or shows its completion. */
function useStayAtEnd(list: List, isAtEnd: boolean): void {
  const height = list.scrollRect?.height ?? 0;
  const last = useRef({ height, isAtEnd });
  useEffect(() => {
    const was = last.current;
    last.current = { height, isAtEnd };
    if (was.height === height || !was.isAtEnd) return;
    last.current.isAtEnd = true;
    list.scrollToEnd();
  }, [height, isAtEnd, list]);
}

/** Asks for what is before as long as the beginning is near. Until the end was seen, every list is at its beginning. */
function useOlder(at: { isNearStart: boolean; isAtEnd: boolean; onOlder: () => void }): void {
  const { isNearStart, isAtEnd, onOlder } = at;
  const sawEnd = useRef(false);
  useEffect(() => {
    if (isAtEnd) sawEnd.current = true;
    if (sawEnd.current && isNearStart) onOlder();
  }, [isNearStart, isAtEnd, onOlder]);
}

function useVisible(): boolean {
  const [isVisible, setVisible] = useState(true);
  useEffect(() => {
    const onChange = (): void => setVisible(!document.hidden);
    onChange();
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);
  return isVisible;
}
