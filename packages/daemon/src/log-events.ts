/**
 * Publishes new entries of the daemon's log as live events. Guarantees: a burst costs at most so many events a second;
 * an entry that a reader of events writes is not published to it again.
 */
import type { Clock } from "@tinyagi/base";
import type { Journal } from "@tinyagi/kernel";
import type { LogFile } from "./log-file.js";

/** Events a second. What comes faster is counted, and readers fetch it. */
export const LOG_EVENTS_MAX = 50;
const WINDOW_MS = 1_000;

/** @returns ends it */
export function publishLog(parts: {
  logFile: Pick<LogFile, "onLine">;
  journal: Pick<Journal, "publishLive">;
  clock: Clock;
}): () => void {
  const { logFile, journal, clock } = parts;
  let window = { from: 0, sent: 0 };
  let missed = 0;
  let isPublishing = false;
  return logFile.onLine((line) => {
    const now = clock.now();
    if (now < window.from || now - window.from >= WINDOW_MS) window = { from: now, sent: 0 };
    if (isPublishing || window.sent >= LOG_EVENTS_MAX) {
      missed += 1;
      return;
    }
    const before = missed;
    missed = 0;
    window.sent += 1;
    isPublishing = true;
    try {
      journal.publishLive("log.written", { line, missed: before });
    } finally {
      isPublishing = false;
    }
  });
}
