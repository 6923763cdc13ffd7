/** Logging in: a one-time ticket, or the token in exchange for one, becomes a cookie that no script can read. */

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
  if (answer.status === 429) throw new Error("Too many wrong tokens. Wait a minute, then try again.");
  if (!answer.ok) throw new Error("This token is wrong. Print a login link with: tinyagi office --url");
  const { ticket } = (await answer.json()) as { ticket: string };
  if (!(await redeemTicket(ticket))) throw new Error("The login took too long. Try again.");
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
