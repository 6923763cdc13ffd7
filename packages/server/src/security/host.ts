/**
 * The Host check, which prevents DNS rebinding. A request needs exactly one well-formed Host header, and its value must
 * be on the list. The check never resolves names, and never accepts a prefix, a suffix or another spelling.
 */
import { AppError, hostInUrl, LOOPBACK_NAMES, toAuthority } from "@tinyagi/contracts";
import { headerValues } from "../headers/raw-headers.js";
import type { ServerPolicy } from "../options.js";

const HOST_PATTERN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?$/;
const HTTP_PORT = 80;

/** Throws `MALFORMED_HOST` (400) or `INVALID_HOST` (403) unless the request names this daemon. */
export function checkHost(rawHeaders: readonly string[], policy: ServerPolicy): void {
  const values = headerValues(rawHeaders, "host");
  const host = values[0];
  if (values.length !== 1 || host === undefined || !HOST_PATTERN.test(host)) {
    throw new AppError("MALFORMED_HOST", "Send exactly one Host header, such as localhost:3777.");
  }
  if (!isOwnHost(host, policy)) {
    throw new AppError(
      "INVALID_HOST",
      "The daemon does not serve this host name. Use 127.0.0.1 or localhost, or add the name to server.allowedHosts.",
    );
  }
}

function isOwnHost(host: string, policy: ServerPolicy): boolean {
  const { port } = policy;
  for (const name of LOOPBACK_NAMES) {
    if (host === `${name}:${port}` || (port === HTTP_PORT && host === name)) return true;
  }
  return policy.allowedHosts.some(
    (allowed) => host === allowed || host === hostInUrl(allowed) || host === toAuthority(allowed, port),
  );
}
