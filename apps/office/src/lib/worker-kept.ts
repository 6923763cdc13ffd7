/**
 * What the service worker needs to notify while no page is open: the words of this reader, and the session with which a
 * person decides from a notification. Kept by the browser for this origin alone, like the session itself, and only while
 * this browser is notified.
 */
import { words } from "../locale/words";
import { readSession } from "./session-store";

/** As in `build/push-worker.js`. */
const CACHE = "push";
const WORDS = "/.push/words";
const SESSION = "/.push/session";
const MARK = "tinyoffice.push";

/** Whether this browser is notified by the daemon, so that a page need not do it. */
export function isNotified(): boolean {
  try {
    return localStorage.getItem(MARK) === "on";
  } catch {
    // The browser keeps nothing, no subscription either.
    return false;
  }
}

export async function keepForWorker(): Promise<void> {
  localStorage.setItem(MARK, "on");
  const kept = await caches.open(CACHE);
  await kept.put(WORDS, Response.json({ ...words.push.notice, lang: words.tag }));
  const session = readSession();
  if (session === undefined) await kept.delete(SESSION);
  else await kept.put(SESSION, new Response(session));
}

export async function forgetForWorker(): Promise<void> {
  localStorage.removeItem(MARK);
  await caches.delete(CACHE);
}
