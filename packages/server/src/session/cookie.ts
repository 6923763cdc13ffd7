/**
 * The session cookie, read from the raw headers and written with every protection that plain HTTP has. A request with
 * two of them is refused: another program on this host may set cookies too, and could otherwise choose the session.
 */
import { headerValues } from "../headers/raw-headers.js";

export const SESSION_COOKIE = "tinyagi_session";
/** Longest Cookie header that is read, in characters. */
export const COOKIE_HEADER_MAX = 8_192;
const VALUE_PATTERN = /^[A-Za-z0-9_-]{43}$/;

export type CookieReading =
  | { kind: "none" }
  | { kind: "value"; value: string }
  | { kind: "refused"; reason: string };

/** The session cookie of a request. */
export function readSessionCookie(rawHeaders: readonly string[]): CookieReading {
  const headers = headerValues(rawHeaders, "cookie");
  if (headers.reduce((sum, header) => sum + header.length, 0) > COOKIE_HEADER_MAX) {
    return { kind: "refused", reason: "The Cookie header is too large. Clear this site's cookies." };
  }
  const values = headers
    .flatMap((header) => header.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SESSION_COOKIE}=`))
    .map((pair) => pair.slice(SESSION_COOKIE.length + 1));
  const [value] = values;
  if (value === undefined) return { kind: "none" };
  if (values.length > 1) {
    return { kind: "refused", reason: "There is more than one session cookie. Clear this site's cookies." };
  }
  if (!VALUE_PATTERN.test(value)) {
    return {
      kind: "refused",
      reason: "The session cookie is not valid. Open a new session.",
    };
  }
  return { kind: "value", value };
}

/** The `Set-Cookie` value of a new session. @param maxAgeMs lifetime in the browser */
export function sessionCookie(value: string, maxAgeMs: number): string {
  return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${Math.floor(maxAgeMs / 1_000)}; HttpOnly; SameSite=Strict`;
}

/** The `Set-Cookie` value that removes the session from the browser. */
export function clearedCookie(): string {
  return `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`;
}
