/**
 * The secret of the session, kept in this browser for this origin alone: scheme, host and port. It is never in a cookie,
 * which the browser would send to every program of this machine, nor in an address. All tabs share it.
 */
import { SESSION_KEY } from "@tinyagi/contracts";

/** Where the browser keeps nothing, the session lasts as long as the page. */
let ofThisPage: string | undefined;

export function readSession(): string | undefined {
  try {
    return localStorage.getItem(SESSION_KEY) ?? ofThisPage;
  } catch {
    // The browser lets this page keep nothing.
    return ofThisPage;
  }
}

export function keepSession(secret: string): void {
  ofThisPage = secret;
  try {
    localStorage.setItem(SESSION_KEY, secret);
    ofThisPage = undefined;
  } catch {
    // It is kept for this page.
  }
}

/** @param secret of the session that is over; a newer one of another tab stays */
export function forgetSession(secret: string | undefined): void {
  if (secret === undefined || readSession() !== secret) return;
  ofThisPage = undefined;
  try {
    localStorage.removeItem(SESSION_KEY);
  } catch {
    // Nothing was kept.
  }
}

/** Calls the listener when another tab logs in or out. @returns what ends it */
export function onSessionElsewhere(listener: (isOpen: boolean) => void): () => void {
  const onStorage = ({ key }: StorageEvent): void => {
    if (key === SESSION_KEY || key === null) listener(readSession() !== undefined);
  };
  addEventListener("storage", onStorage);
  return () => removeEventListener("storage", onStorage);
}
