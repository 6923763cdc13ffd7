/** The numbers beside the names of pages: what works, what failed, what is new. */
"use client";
import { useAgents, useQueueStatus } from "../../lib/queries";
import { words } from "../../locale/words";
import type { PageId } from "../../ui/pages";
import { useRooms } from "../rooms/queries";

export interface PageCount {
  readonly count: number;
  /** What is counted, for who hears the page. */
  readonly title: string;
  /** Whether it is bad news. */
  readonly isAlarm?: true;
}

/** Pages without a number, or with none that is known yet, are absent. */
export type PageCounts = Readonly<Partial<Record<PageId, PageCount>>>;

export function usePageCounts(): PageCounts {
  const status = useQueueStatus().data;
  const agents = useAgents().data;
  const unread = useRooms().data?.reduce((sum, room) => sum + room.unread, 0);
  const { counts } = words.shell;
  const numbers = [
    ["chat", status?.unread],
    ["rooms", unread],
    ["tasks", status?.moving],
    ["runs", status?.processing],
    ["queue", status?.dead],
    ["agents", agents && Object.keys(agents).length],
  ] as const;
  return Object.fromEntries(
    numbers.flatMap(([id, count]): [PageId, PageCount][] => {
      // Answers that a browser kept of an older TinyAGI lack some numbers.
      if (count === undefined || count === 0) return [];
      return [[id, { count, title: counts[id](count), ...(id === "queue" && { isAlarm: true }) }]];
    }),
  );
}
