/**
 * What is removed, one kind after the other. Each sweeper removes one batch a call, inside a write of the store, and
 * keeps its place between calls. Open conversations and what they rest on are never touched.
 */

import { localDay } from "@tinyagi/base";
import { type RetentionSettings, UNFETCHED_CHANNELS } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { toRowid } from "../search/entry.js";
import { BATCH_ROWS, type Sweeper } from "./batch.js";
import { sweepConversations } from "./sweep-conversations.js";

/** Events that stay at any age, so that a disconnected reader can resume. */
export const EVENTS_MIN = 10_000;
const DAY_MS = 86_400_000;

export interface SweepFacts {
  store: Store;
  policy: RetentionSettings;
  now: number;
}

/** The sweepers of one pass, by what they remove, in an order in which none keeps what another would free. */
export function createSweepers(facts: SweepFacts): [name: string, sweep: Sweeper][] {
  const { store, policy, now } = facts;
  const { messages, retention, search } = store;
  const before = (days: number) => now - days * DAY_MS;
  // Imported data counts from the import, so that an imported history is not removed immediately.
  const imported = retention.lastImport() ?? 0;
  const entry = (name: string, days: number, sweeper: (cutoff: number) => Sweeper): [string, Sweeper][] =>
    days === 0 || imported > before(days) ? [] : [[name, sweeper(before(days))]];
  return [
    ...entry("deliveredReplies", policy.deliveredReplies, (cutoff) => sweepDelivered(store, cutoff)),
    ...[...UNFETCHED_CHANNELS].flatMap((channel) =>
      entry(`unfetchedReplies.${channel}`, policy.unfetchedReplies, (cutoff) =>
        sweepWaiting(store, channel, cutoff),
      ),
    ),
    ...entry("deadLetters", policy.deadLetters, (cutoff) => () => {
      const ids = retention.deadLettersBefore(cutoff, BATCH_ROWS);
      for (const id of ids) messages.deleteDead(id);
      return { removed: ids.length, done: ids.length < BATCH_ROWS };
    }),
    // What nobody will deliver any more is a dead letter too; while it is there it holds its conversation.
    ...entry("deadReplies", policy.deadLetters, (cutoff) => sweepDeadReplies(store, cutoff)),
    ...entry("conversations", policy.conversations, (cutoff) => sweepConversations(store, cutoff, "closed")),
    ...entry("conversations", policy.conversations, (cutoff) =>
      sweepConversations(store, cutoff, "cancelled"),
    ),
    ...entry("budgets", policy.conversations, (time) => () => ({
      removed: store.budgets.forget({ day: localDay(time), time }),
      done: true,
    })),
    ...entry("events", policy.events, (cutoff) => sweepEvents(store, cutoff)),
    ...entry("history", policy.history, (cutoff) =>
      sweepOldest(retention.historyFrom, cutoff, (ids) => {
        for (const id of ids) search.remove(toRowid("history", id));
        retention.removeHistory(ids);
      }),
    ),
    ...entry("rooms", policy.history, (cutoff) =>
      sweepOldest(retention.roomsFrom, cutoff, (ids) => {
        for (const id of ids) search.remove(toRowid("room", id));
        retention.removeRooms(ids);
      }),
    ),
    ...entry("sentMessages", policy.history, (cutoff) =>
      sweepOldest(retention.sentFrom, cutoff, retention.removeSent),
    ),
    ...entry("notes", policy.history, (cutoff) =>
      sweepOldest(retention.notesFrom, cutoff, retention.removeNotes),
    ),
    ...entry("scheduleRuns", policy.scheduleRuns, (cutoff) =>
      sweepOldest(retention.scheduleRunsFrom, cutoff, retention.removeScheduleRuns),
    ),
    ...(policy.settingsRevisions === 0 ? [] : [sweepRevisions(store, policy.settingsRevisions)]),
  ];
}

function sweepRevisions({ retention }: Store, keep: number): [string, Sweeper] {
  return [
    "settingsRevisions",
    () => {
      const removed = retention.removeRevisions(keep, BATCH_ROWS);
      return { removed, done: removed < BATCH_ROWS };
    },
  ];
}

function sweepDelivered(store: Store, cutoff: number): Sweeper {
  return sweepReplies(store, cutoff, (after) =>
    store.retention.repliesAfter(after, BATCH_ROWS).map((row) => ({
      ...row,
      since: row.status === "acked" ? row.settled_at : Number.POSITIVE_INFINITY,
    })),
  );
}

function sweepDeadReplies(store: Store, cutoff: number): Sweeper {
  return sweepReplies(store, cutoff, (after) =>
    store.retention.deadRepliesAfter(after, BATCH_ROWS).map((row) => ({ ...row, since: row.settled_at })),
  );
}

function sweepWaiting(store: Store, channel: string, cutoff: number): Sweeper {
  return sweepReplies(store, cutoff, (after) =>
    store.retention.waitingOn(channel, after, BATCH_ROWS).map((row) => ({ ...row, since: row.created_at })),
  );
}

interface OldReply {
  id: number;
  /** 1 in an open conversation. */
  open: number;
  created_at: number;
  /** Since when it may be removed: when it was delivered or given up, or when it began to wait. Infinite: it stays. */
  since: number;
}

/** Ids grow with time: no reply behind the first one created after `cutoff` is old enough. */
function sweepReplies(store: Store, cutoff: number, read: (after: number) => OldReply[]): Sweeper {
  let place = 0;
  return () => {
    const rows = read(place);
    const old = rows.filter((row) => row.open === 0 && row.since < cutoff);
    store.retention.removeReplies(old.map(({ id }) => id));
    const last = rows.at(-1);
    // Only a committed batch moves on: one that is rolled back removed nothing.
    store.afterCommit(() => {
      place = last?.id ?? place;
    });
    return { removed: old.length, done: rows.length < BATCH_ROWS || (last?.created_at ?? 0) >= cutoff };
  };
}

/** The journal loses only its start, so that readers can detect that events are missing. */
function sweepEvents({ retention, events }: Store, cutoff: number): Sweeper {
  const open = retention.firstOpenEvent() ?? Number.POSITIVE_INFINITY;
  const end = Math.min(open, events.bounds().last - EVENTS_MIN + 1);
  return () => {
    const rows = retention.eventsFrom(BATCH_ROWS);
    const kept = rows.findIndex((row) => row.time >= cutoff || row.seq >= end);
    const old = kept === -1 ? rows : rows.slice(0, kept);
    const last = old.at(-1);
    if (last === undefined) return { removed: 0, done: true };
    return { removed: retention.removeEventsUpTo(last.seq), done: kept !== -1 };
  };
}

/** For tables that only grow: removes rows from the start up to the first recent one. */
function sweepOldest(
  read: (limit: number) => { id: number; created_at: number }[],
  cutoff: number,
  remove: (ids: readonly number[]) => void,
): Sweeper {
  return () => {
    const rows = read(BATCH_ROWS);
    const kept = rows.findIndex((row) => row.created_at >= cutoff);
    const old = (kept === -1 ? rows : rows.slice(0, kept)).map(({ id }) => id);
    remove(old);
    return { removed: old.length, done: kept !== -1 || rows.length < BATCH_ROWS };
  };
}
