/**
 * The Origin and fetch-metadata check. Only the daemon's own pages and origins listed by the operator may call the
 * daemon. An origin is compared as a whole string. It is never parsed, case-folded or reflected.
 */
import { AppError, LOOPBACK_NAMES } from "@tinyagi/contracts";
import { headerValues } from "../headers/raw-headers.js";
import type { ServerPolicy } from "../options.js";

const HTTP_PORT = 80;
/** A browser sends no Origin with these to the page's own server. */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const SESSION_ELSEWHERE =
  "A browser session works only from the pages of this daemon. Open TinyOffice with: tinyagi office. A program needs a token.";
/** Fetch-metadata values sent for the daemon's own pages, and for requests without a page (typed URL, extension, tool). */
const TRUSTED_SITES: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Throws `FORBIDDEN_ORIGIN` (403) for a foreign page.
 * @returns the listed foreign origin that CORS headers must name, or `null` when no CORS header may be sent
 */
export function checkOrigin(rawHeaders: readonly string[], policy: ServerPolicy): string | null {
  const origins = headerValues(rawHeaders, "origin");
  const sites = headerValues(rawHeaders, "sec-fetch-site");
  const origin = origins[0];
  if (origins.length > 1 || sites.length > 1) throw refusal();
  if (origin !== undefined && !isOwnOrigin(origin, rawHeaders, policy)) {
    if (origin === "null" || !policy.allowedOrigins.includes(origin)) throw refusal();
    return origin;
  }
  const site = sites[0];
  if (site !== undefined && !TRUSTED_SITES.has(site)) throw refusal();
  return null;
}

/**
 * Throws `FORBIDDEN_ORIGIN` (403) unless the browser itself states that the request comes from the page's own origin:
 * the same scheme, host and port. Required of each request with a session. Another name of this daemon is another origin.
 */
export function assertSameOrigin(rawHeaders: readonly string[], method: string): void {
  const host = headerValues(rawHeaders, "host")[0] ?? "";
  const [origin, site] = ["origin", "sec-fetch-site"].map((name) => headerValues(rawHeaders, name)[0]);
  const isOwn = origin === `http://${host}` || origin === `https://${host}`;
  const isOther = (origin !== undefined && !isOwn) || (site !== undefined && site !== "same-origin");
  const isStated = isOwn || site === "same-origin" || (SAFE_METHODS.has(method) && !isLoopback(host));
  if (isOther || !isStated) throw new AppError("FORBIDDEN_ORIGIN", SESSION_ELSEWHERE);
}

/** Browsers state fetch metadata over HTTPS and to loopback, but not over plain HTTP to another machine. */
function isLoopback(host: string): boolean {
  return LOOPBACK_NAMES.some((name) => host === name || host.startsWith(`${name}:`));
}

/** True for the loopback names and for the request's own Host, which the Host check has already found on its list. */
function isOwnOrigin(origin: string, rawHeaders: readonly string[], { port }: ServerPolicy): boolean {
  const host = headerValues(rawHeaders, "host")[0];
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return true;
  for (const name of LOOPBACK_NAMES) {
    if (origin === `http://${name}:${port}` || (port === HTTP_PORT && origin === `http://${name}`))
      return true;
  }
  return false;
}

function refusal(): AppError {
  return new AppError(
    "FORBIDDEN_ORIGIN",
    "Pages of this origin may not call the daemon. Add the exact origin to server.allowedOrigins to permit it.",
  );
}
