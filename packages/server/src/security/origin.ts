/**
 * The Origin and fetch-metadata check: a web page may call only when it is the daemon's own or listed by the
 * operator. An origin is compared as a whole string; it is never parsed, folded or reflected.
 */
import { AppError } from "@tinyagi/contracts";
import type { ServerPolicy } from "../options.js";
import { headerValues } from "./raw-headers.js";

const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"] as const;
const HTTP_PORT = 80;
/** Fetch-metadata values of a page of this daemon and of no page at all (typed URL, extension, tool). */
const TRUSTED_SITES: ReadonlySet<string> = new Set(["same-origin", "none"]);

/**
 * Throws `FORBIDDEN_ORIGIN` (403) for a foreign page.
 * @returns the listed foreign origin that CORS headers must name, or `null` when none may be sent
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
 * Throws `FORBIDDEN_ORIGIN` (403) unless the browser itself says that the daemon's own page asks. Needed of what a
 * cookie changes: the cookie is sent along by the browser, whoever set the request off.
 */
export function assertSameOrigin(rawHeaders: readonly string[], policy: ServerPolicy): void {
  const origin = headerValues(rawHeaders, "origin")[0];
  const site = headerValues(rawHeaders, "sec-fetch-site")[0];
  const ownOrigin = origin !== undefined && isOwnOrigin(origin, rawHeaders, policy);
  if (!ownOrigin && (origin !== undefined || site !== "same-origin")) throw refusal();
}

/** The loopback names, and the name the request itself was sent to: the Host check has found it in the exact list. */
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
