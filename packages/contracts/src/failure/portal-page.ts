/**
 * Recognises the page of a captive network (a hotel, a train) that answers in the place of the service that was asked. It
 * is an outage: it ends when a person signs in to the network. Pure.
 */
import { isLoopback } from "../host-name.js";

/** What is known of an HTTP answer. */
export interface HttpAnswer {
  /** What was asked. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string | null | undefined;
  /** Where a redirect leads. */
  readonly location?: string | null | undefined;
}

/** Network Authentication Required: only captive networks answer it (RFC 6585). */
const SIGN_IN_FIRST = 511;

/** For the messages of failures, in a form that {@link causeOfReport} reads again. */
export const PORTAL_WORDS =
  "a web page answered instead, as the sign-in page of a network does (captive portal)";

/** Only plain HTTP can be answered by a network; over TLS a page comes from the service itself, and so on this machine. */
export function isPortalAnswer({ url, status, contentType, location }: HttpAnswer): boolean {
  if (status === SIGN_IN_FIRST) return true;
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" || isLoopback(hostname) || status < 200 || status >= 400) return false;
  if (status >= 300 && location != null && URL.canParse(location, url))
    return new URL(location, url).hostname !== hostname || isPage(contentType);
  return isPage(contentType);
}

export function isPage(contentType: string | null | undefined): boolean {
  const type = contentType?.toLowerCase() ?? "";
  return type.includes("text/html") || type.includes("application/xhtml");
}
