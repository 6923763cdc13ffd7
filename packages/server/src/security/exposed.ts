/**
 * Requests that come through a tunnel from elsewhere. They are known by their connection alone: the daemon has a listener of
 * its own for the tunnel, so that no header of a caller makes a request local or remote. Such a request must name the
 * address of the tunnel, needs a login whatever the settings say, and may use no token that is meant for this machine only.
 */
import { isIP } from "node:net";
import { AppError } from "@tinyagi/contracts";
import { headerValues } from "../headers/raw-headers.js";
import type { Principal } from "./principal.js";

/** What the daemon knows about a connection of its tunnel. */
export interface ExposedConnection {
  /** The one Host value, such as `box.tail1234.ts.net`. */
  readonly host: string;
  /**
   * Where the tunnel says who calls. It replaces what the caller sent there: tailscaled sets `X-Forwarded-For`
   * (`addProxyForwardedHeaders` in tailscale's `ipn/ipnlocal/serve.go`), and Cloudflare's edge sets `CF-Connecting-IP`
   * (https://developers.cloudflare.com/fundamentals/reference/http-headers/).
   */
  readonly clientHeader: "x-forwarded-for" | "cf-connecting-ip";
  /** Open to the tailnet only: a request that came over Funnel is refused. */
  readonly isPrivate: boolean;
}

/** The tunnel that a connection belongs to; undefined for every other connection. */
export type ExposedOf = (socket: object) => ExposedConnection | undefined;

/** `tailscaled` sets it on requests from the internet, and removes it from all others. */
const FUNNEL_HEADER = "tailscale-funnel-request";
const UNKNOWN_CLIENT = "unknown";
/** A household or a server has a whole network of IPv6 addresses of this many groups. */
const IPV6_NETWORK_GROUPS = 4;

/** @throws AppError `MALFORMED_HOST`, `INVALID_HOST`, `FORBIDDEN_ORIGIN` or `FORBIDDEN` */
export function checkExposed(rawHeaders: readonly string[], exposed: ExposedConnection): void {
  const hosts = headerValues(rawHeaders, "host");
  if (hosts.length !== 1) throw new AppError("MALFORMED_HOST", "Send exactly one Host header.");
  if (hosts[0] !== exposed.host)
    throw new AppError("INVALID_HOST", "The daemon does not serve this host name from elsewhere.");
  const origins = headerValues(rawHeaders, "origin");
  if (origins.some((origin) => origin !== `https://${exposed.host}`))
    throw new AppError("FORBIDDEN_ORIGIN", "From elsewhere, only the daemon's own pages may call it.");
  if (exposed.isPrivate && headerValues(rawHeaders, FUNNEL_HEADER).length > 0)
    throw new AppError("FORBIDDEN", "TinyOffice is open to this tailnet only.");
}

/**
 * The address that wrong credentials are counted for. Callers of one IPv6 network are one, because they choose among its
 * addresses freely. All whose address is missing or is none are one, too.
 */
export function clientOf(rawHeaders: readonly string[], { clientHeader }: ExposedConnection): string {
  const [address, ...more] = headerValues(rawHeaders, clientHeader);
  if (address === undefined || more.length > 0) return UNKNOWN_CLIENT;
  const version = isIP(address);
  if (version === 4) return address;
  return version === 6 ? networkOf(address) : UNKNOWN_CLIENT;
}

/** Tokens of runs and channels are for programs of this machine. @throws AppError `FORBIDDEN` */
export function assertForElsewhere({ kind }: Principal): void {
  if (kind === "run" || kind === "channel")
    throw new AppError("FORBIDDEN", "This token works on the daemon's machine only.");
}

/** The URL parser writes each address in one spelling. */
function networkOf(address: string): string {
  const [bare = ""] = address.split("%", 1);
  const host = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [head = "", tail] = host.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => "0");
  return [...first, ...zeros, ...last].slice(0, IPV6_NETWORK_GROUPS).join(":");
}
