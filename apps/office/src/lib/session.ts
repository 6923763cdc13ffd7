/** Logging in: a one-time ticket, or the token in exchange for one, becomes a cookie that no script can read. */

import { words } from "../locale/words";

/** Takes the ticket out of the address, so that no history and no copied link keeps it. */
export function takeTicket(): string | undefined {
  const ticket = new URLSearchParams(location.hash.slice(1)).get("ticket") ?? undefined;
  if (ticket !== undefined) history.replaceState(history.state, "", location.pathname + location.search);
  return ticket;
}

/** @returns whether the daemon accepted the ticket */
export async function redeemTicket(ticket: string): Promise<boolean> {
  const answer = await post("/api/session", { ticket });
  return answer.ok;
}

/** Logs in with the operator's token, which is sent once, in a header, and not kept. @throws with what to do */
export async function logInWithToken(token: string): Promise<void> {
  const answer = await post("/api/session/tickets", {}, { authorization: `Bearer ${token}` });
  if (answer.status === 429) throw new Error(words.session.tooManyTokens);
  if (!answer.ok) throw new Error(words.session.wrongToken);
  const { ticket } = (await answer.json()) as { ticket: string };
  if (!(await redeemTicket(ticket))) throw new Error(words.session.tooSlow);
}

export async function logOut(): Promise<void> {
  await fetch("/api/session", { method: "DELETE" });
  location.reload();
}

function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}
