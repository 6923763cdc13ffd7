/**
 * Which conversations were read in this browser, and until when. Kept beside the drafts, bounded, shared by all tabs.
 * Answers from before this browser first opened the chat count as read.
 */
"use client";
import { useCallback, useSyncExternalStore } from "react";

const KEY = "tinyoffice.read";
/** The marks of the conversations that were read last. */
const MARKS_MAX = 500;

export interface ReadMarks {
  /** Everything up to here is read. Milliseconds since the epoch. */
  since: number;
  /** By conversation: its answers up to here are read. */
  seen: Readonly<Record<string, number>>;
}

/** @param newsAt when the last answer came; 0 for none */
export function isUnread(marks: ReadMarks, id: string, newsAt: number): boolean {
  return newsAt > marks.since && newsAt > (Object.hasOwn(marks.seen, id) ? (marks.seen[id] ?? 0) : 0);
}

/** Forgets the oldest marks beyond the limit: what they cover counts as read as a whole. Pure. */
export function withMark(marks: ReadMarks, id: string, at: number): ReadMarks {
  const all = Object.entries({ ...marks.seen, [id]: at }).sort(([, a], [, b]) => b - a);
  const dropped = all.slice(MARKS_MAX).map(([, time]) => time);
  return { since: Math.max(marks.since, ...dropped), seen: Object.fromEntries(all.slice(0, MARKS_MAX)) };
}

const listeners = new Set<() => void>();
let current: ReadMarks | undefined;
const NOTHING: ReadMarks = { since: Number.POSITIVE_INFINITY, seen: {} };

function read(): ReadMarks {
  current ??= stored() ?? keep({ since: Date.now(), seen: {} });
  return current;
}

function stored(): ReadMarks | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    const { since, seen } = value as ReadMarks;
    return typeof since === "number" && typeof seen === "object" ? { since, seen } : undefined;
  } catch {
    // A browser that keeps nothing, or something else under this name.
    return undefined;
  }
}

function keep(marks: ReadMarks): ReadMarks {
  try {
    localStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // The marks hold until the page is closed.
  }
  return marks;
}

function announce(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const onStorage = (event: StorageEvent): void => {
    if (event.key !== KEY) return;
    current = undefined;
    listener();
  };
  addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", onStorage);
  };
}

export function useReadMarks(): [ReadMarks, (id: string, at: number) => void] {
  const marks = useSyncExternalStore(subscribe, read, () => NOTHING);
  const mark = useCallback((id: string, at: number): void => {
    if (!isUnread(read(), id, at)) return;
    current = keep(withMark(read(), id, at));
    announce();
  }, []);
  return [marks, mark];
}
