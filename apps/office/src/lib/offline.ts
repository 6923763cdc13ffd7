/**
 * The office without its daemon: a service worker (`build/service-worker.js`) keeps its files and the last answers.
 * Browsers have one only on this machine or over HTTPS.
 */
import { whenAtRest } from "./rest";

/** When the service worker kept the answer that it gives now, in milliseconds since the epoch. */
const KEPT_AT = "x-tinyoffice-kept-at";
let oldest: number | undefined;

/** Registered when the page rests, so that its first view does not wait for the files of the others. */
export function registerServiceWorker(): void {
  if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
  whenAtRest(() => {
    navigator.serviceWorker.register("/sw.js").catch((error: unknown) => {
      // A browser may forbid it, such as in a private window. The office works without.
      console.warn("TinyOffice does not work offline in this browser.", error);
    });
  });
}

/** Remembers how old an answer is that did not come from the daemon. */
export function recordCacheAge<T extends { headers: { get(name: string): string | null } }>(answer: T): T {
  const at = Number(answer.headers.get(KEPT_AT) ?? Number.NaN);
  if (!Number.isNaN(at)) oldest = Math.min(oldest ?? at, at);
  return answer;
}

/** How old the oldest kept answer of this page is; undefined if all came from the daemon. */
export function getOldestCached(): number | undefined {
  return oldest;
}
