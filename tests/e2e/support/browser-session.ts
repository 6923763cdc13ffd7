/** A session of TinyOffice for tests without a browser: what the page sends with each request. */
import { SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import type { BrowserContext } from "playwright-core";
import { call } from "./answer.js";
import type { Daemon } from "./daemon.js";

export type PageHeaders = Readonly<Record<string, string>>;

/** Opens a session as a page does. @returns the headers of its requests */
export async function openSession({ client, port }: Daemon): Promise<PageHeaders> {
  const { ticket } = await client.call("createTicket");
  const target = { method: "POST", path: "/api/session" };
  const { status, body } = await call<{ session: string }>(port, target, { body: { ticket } });
  if (status !== 200) throw new Error(`no session was opened: ${JSON.stringify(body)}`);
  return {
    [SESSION_HEADER]: body.session,
    origin: `http://127.0.0.1:${port}`,
    "sec-fetch-site": "same-origin",
  };
}

/** Logs another browser in to what the first one is logged in to, and gives it nothing else. */
export async function shareSession(from: BrowserContext, to: BrowserContext): Promise<void> {
  const { origins } = await from.storageState();
  const sessions = origins.map(({ origin, localStorage }) => ({
    origin,
    localStorage: localStorage.filter(({ name }) => name === SESSION_KEY),
  }));
  await to.setStorageState({ cookies: [], origins: sessions });
}
