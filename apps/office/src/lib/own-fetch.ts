/**
 * Every request of the page goes through here: it leads to no other origin, and carries the session of this one. The
 * browser's own ways to ask (`<img>`, links, `EventSource`, beacons) carry no session, so answers of the API are not
 * shown or saved by them.
 */
import { SESSION_HEADER } from "@tinyagi/contracts";
import { takeEarly } from "./early-status";
import { forgetSession, readSession } from "./session-store";

export interface OwnRequest extends RequestInit {
  readonly headers?: Record<string, string>;
}

/** As `fetch`. A session that the daemon no longer knows is forgotten, so that no second request counts as a guess. */
export async function ownFetch(path: string, options: OwnRequest = {}): Promise<Response> {
  const early = await takeEarly(new URL(path, location.origin).href);
  if (early !== undefined) return early;
  const session = readSession();
  if (session === undefined) return fetchWithoutSession(path, options);
  const headers = { ...options.headers, [SESSION_HEADER]: session };
  const answer = await fetchWithoutSession(path, { ...options, headers });
  if (answer.status === 401) forgetSession(session);
  return answer;
}

/** For a request with a credential of its own, whose refusal says nothing of the session. */
export async function fetchWithoutSession(path: string, options: OwnRequest): Promise<Response> {
  const { href, origin } = new URL(path, location.origin);
  if (origin !== location.origin) throw new TypeError("A page of TinyOffice asks only its own daemon.");
  return fetch(href, { ...options, redirect: "error" });
}
