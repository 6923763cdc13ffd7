/**
 * The secret of a browser session, read from its header alone. A cookie is never read: a browser sends it to every port
 * of a host, and with it the session to any program of this machine.
 */
import { SESSION_HEADER } from "@tinyagi/contracts";
import { headerValues } from "../headers/raw-headers.js";

const SECRET_PATTERN = /^[A-Za-z0-9_-]{43}$/;
const OLD_COOKIE = /(?:^|;)\s*tinyagi_session=/;
/** The `Set-Cookie` value that removes {@link OLD_COOKIE} from the browser. */
export const OLD_COOKIE_REMOVED = "tinyagi_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict";

/** Whether a request acts through a session, valid or not. */
export function hasSession(rawHeaders: readonly string[]): boolean {
  return headerValues(rawHeaders, SESSION_HEADER).length > 0;
}

/** The secret; undefined when it is not well-formed or there is more than one. */
export function readSession(rawHeaders: readonly string[]): string | undefined {
  const [secret, ...more] = headerValues(rawHeaders, SESSION_HEADER);
  return secret !== undefined && more.length === 0 && SECRET_PATTERN.test(secret) ? secret : undefined;
}

/** Whether a browser still sends the cookie that was a session in earlier releases. It opens nothing. */
export function hasOldCookie(rawHeaders: readonly string[]): boolean {
  return headerValues(rawHeaders, "cookie").some((header) => OLD_COOKIE.test(header));
}
