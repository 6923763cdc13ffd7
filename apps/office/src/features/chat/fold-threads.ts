/** The list keeps one row a thread: its newest conversation stands for all of them. Pure. */
import type { Conversation } from "../../lib/queries";

/** A conversation without a thread, and what the browser kept of an older release, is one of its own. */
export function toThreadKey({ id, thread }: Pick<Conversation, "id" | "thread">): string {
  return thread?.key ?? id;
}

/**
 * @param conversations newest first, except that open ones may come earlier
 * @returns the newest conversation of each thread, where the first one of it stands; unread, waiting and at work if any of them is
 */
export function foldThreads(conversations: readonly Conversation[]): Conversation[] {
  const rows = new Map<string, Conversation>();
  for (const one of conversations) {
    const key = toThreadKey(one);
    const known = rows.get(key);
    rows.set(key, known === undefined ? one : join(known, one));
  }
  return [...rows.values()];
}

function join(one: Conversation, other: Conversation): Conversation {
  const newest = other.createdAt > one.createdAt ? other : one;
  const isOpen = one.status === "open" || other.status === "open";
  return {
    ...newest,
    status: isOpen ? "open" : newest.status,
    unread: one.unread || other.unread,
    waiting: one.waiting || other.waiting,
    working: one.working || other.working,
  };
}
