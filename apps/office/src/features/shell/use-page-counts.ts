/** The numbers beside the names of pages: what works, what failed, what is new. */
"use client";
import { useQueueStatus } from "../../lib/queries";
import { words } from "../../locale/words";
import { useRooms } from "../rooms/queries";
import type { PageId } from "./pages";

export interface PageCount {
  readonly count: number;
  /** What is counted, for who hears the page. */
  readonly title: string;
  /** Whether it is bad news. */
  readonly isAlarm?: true;
}

/** Pages without a number, or with none that is known yet, are absent. */
export function usePageCounts(): Readonly<Partial<Record<PageId, PageCount>>> {
  const status = useQueueStatus().data;
  const unread = useRooms().data?.reduce((sum, room) => sum + room.unread, 0) ?? 0;
  const { counts } = words.shell;
  return {
    ...(unread > 0 && { rooms: { count: unread, title: counts.rooms(unread) } }),
    ...(status &&
      status.processing > 0 && { runs: { count: status.processing, title: counts.runs(status.processing) } }),
    ...(status &&
      status.dead > 0 && { queue: { count: status.dead, title: counts.queue(status.dead), isAlarm: true } }),
  };
}
