/**
 * Removes finished conversations with all their rows. A conversation with a waiting or dead message or an undelivered
 * reply stays, and so do all predecessors of an open conversation.
 */
import type { Store } from "@tinyagi/kernel";
import { BATCH_ROWS, type Sweeper } from "./batch.js";

/** Most open follow-ups; there is one for each replayed dead letter that has not ended. */
const FOLLOWED_MAX = 10_000;
/** Most predecessors followed from one open conversation. */
const LINKS_MAX = 1_000;

export function sweepConversations(store: Store, cutoff: number, status: "closed" | "cancelled"): Sweeper {
  const { retention } = store;
  let from = { created: Number.MIN_SAFE_INTEGER, row: 0 };
  return () => {
    const place = { ...from };
    // The position advances only with a committed batch. One that is rolled back removed nothing and starts again.
    store.afterCommit(() => {
      from = place;
    });
    const rows = retention.finishedAfter({ ...place, status, before: cutoff, limit: BATCH_ROWS });
    const needed = neededByOpen(store);
    let removed = 0;
    for (const row of rows) {
      const isOld = (row.closed_at ?? row.created_at) < cutoff;
      if (isOld && !needed.has(row.id) && !retention.isHeld(row.id)) {
        const wanted = BATCH_ROWS - removed;
        const gone = retention.removeConversation(row.id, wanted);
        removed += gone;
        // The next write removes the rest.
        if (gone >= wanted) return { removed, done: false };
      }
      place.created = row.created_at;
      place.row = row.row;
    }
    return { removed, done: rows.length < BATCH_ROWS };
  };
}

function neededByOpen({ retention }: Store): ReadonlySet<string> {
  const needed = new Set<string>();
  for (const first of retention.followedByOpen(FOLLOWED_MAX)) {
    let id: string | null = first;
    for (let links = 0; id !== null && !needed.has(id) && links < LINKS_MAX; links += 1) {
      needed.add(id);
      id = retention.followUpOf(id);
    }
  }
  return needed;
}
