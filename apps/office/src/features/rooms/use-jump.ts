/** Goes to a post of a room, or to the line above the first unread one, however far before what was read it is. */
"use client";
import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useState } from "react";
import type { Post, RoomRow, Unread } from "./posts";

/** The line above what is unread, or the post with this number. */
export type JumpTo = "unread" | number;

interface Place {
  list: Virtualizer<HTMLDivElement, HTMLDivElement>;
  rows: readonly RoomRow[];
  posts: readonly Post[];
  opened: Unread | undefined;
  hasOlder: boolean;
  /** Reads what is before, in large pages. */
  onOlder: (how: "far") => void;
}

/** @returns how to go somewhere, and whether the post that was looked for last is not in the room */
export function useJump({ list, rows, posts, opened, hasOlder, onOlder }: Place): {
  jump: (to: JumpTo) => void;
  isMissing: boolean;
} {
  const [wanted, setWanted] = useState<JumpTo>();
  const [isMissing, setMissing] = useState(false);
  const after = wanted === "unread" ? (opened?.readId ?? 0) : (wanted ?? 0);
  // Only when a post before it is above it, its row is certainly in its place.
  const isFound = (posts[0]?.id ?? 0) <= after;
  const at = rows.findIndex((row) =>
    row.kind === "post" ? row.post.id === wanted : row.kind === "unread" && wanted === "unread",
  );
  useEffect(() => {
    if (wanted === undefined) return;
    if (!isFound && hasOlder) return onOlder("far");
    setWanted(undefined);
    if (at === -1) setMissing(wanted !== "unread");
    else list.scrollToIndex(at, { align: wanted === "unread" ? "start" : "center" });
  }, [wanted, isFound, hasOlder, onOlder, at, list]);
  const jump = useCallback((to: JumpTo) => {
    setMissing(false);
    setWanted(to);
  }, []);
  return { jump, isMissing };
}

/** Goes to the post that the address names, when the room opens and when the address names another. */
export function useJumpFromAddress(target: number | undefined, jump: (to: JumpTo) => void): void {
  useEffect(() => {
    if (target !== undefined) jump(target);
  }, [target, jump]);
}
