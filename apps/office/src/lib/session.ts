/** Logging in: a one-time ticket, or the token in exchange for one, becomes the session of this browser. */

import { words } from "../locale/words";
import { forgetAll } from "./kept";
import { fetchWithoutSession, ownFetch } from "./own-fetch";
import { forgetSession, keepSession, readSession } from "./session-store";

/** Takes the ticket out of the address, so that no history and no copied link keeps it. */
export function takeTicket(): string | undefined {
  const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket") ?? undefined;
  if (ticket !== undefined) history.replaceState(history.state, "", location.pathname + location.search);
  return ticket;
}

/** @returns whether the daemon accepted the ticket */
export async function redeemTicket(ticket: string): Promise<boolean> {
  const answer = await post("/api/session", { ticket });
  if (!answer.ok) return false;
  const { session } = (await answer.json()) as { session: string };
  keepSession(session);
  return true;
}

/** Logs in with the operator's token, which is sent once, in a header, and not kept. @throws with what to do */
export async function logInWithToken(token: string): Promise<void> {
  const answer = await post("/api/session/tickets", {}, { authorization: `Bearer ${token}` });
  if (answer.status === 429) throw new Error(words.session.tooManyTokens);
  if (!answer.ok) throw new Error(words.session.wrongToken);
  const { ticket } = (await answer.json()) as { ticket: string };
  if (!(await redeemTicket(ticket))) throw new Error(words.session.tooSlow);
}

/**
 * Ends the session, in all tabs, and forgets what was typed. Without the daemon it is only forgotten here.
 * @param finish what was promised to the person, which needs the session
 */
export async function logOut(finish: () => Promise<unknown>): Promise<void> {
  const session = readSession();
  try {
    // What fails says so itself: it does not keep a person logged in.
    await finish().catch(() => undefined);
    await ownFetch("/api/session", { method: "DELETE" });
  } finally {
    forgetAll();
    forgetSession(session);
    location.reload();
  }
}

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetchWithoutSession(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}
