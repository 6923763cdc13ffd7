/** How many mails of one thread are taken: whatever answers each answer does not go on for ever. */
import type { Timing } from "../base/timing.js";

const WINDOW_MS = 3_600_000;
const MAILS_MAX = 30;
const THREADS_MAX = 1_000;

export interface ThreadLimit {
  /** A mail that comes again counts once. */
  takes(thread: string, mailId: string): boolean;
}

export function createThreadLimit({ now }: Pick<Timing, "now">): ThreadLimit {
  const taken = new Map<string, ReadonlyMap<string, number>>();
  return {
    takes(thread, mailId) {
      const since = now() - WINDOW_MS;
      const recent = new Map([...(taken.get(thread) ?? [])].filter(([, time]) => time > since));
      if (recent.has(mailId)) return true;
      if (recent.size >= MAILS_MAX) return false;
      taken.delete(thread);
      taken.set(thread, recent.set(mailId, now()));
      const [oldest] = taken.keys();
      if (taken.size > THREADS_MAX && oldest !== undefined) taken.delete(oldest);
      return true;
    },
  };
}
