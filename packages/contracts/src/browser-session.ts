/**
 * Where the secret of a browser session travels and is kept: in this header of the page's own requests, and in the
 * storage of the page's origin. Both are bound to scheme, host and port. A cookie is not: a browser sends it to every
 * port of a host.
 */

/** No page of another origin can send it: it forces a preflight, which the daemon never grants for it. */
export const SESSION_HEADER = "x-tinyagi-session";
/** The key in `localStorage`. */
export const SESSION_KEY = "tinyoffice.session";
