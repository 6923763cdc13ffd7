/**
 * Names of hosts as people and programs write them: IPv6 addresses with and without brackets, in any spelling. Whatever
 * asks whether a host is this machine, or puts a host before a port, asks here. Pure.
 */

/** This machine, as a URL and a `Host` header name it. */
export const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"] as const;
/** IPv4 loopback, as an IPv6 socket sees it. */
const MAPPED_LOOPBACK = "[::ffff:7f00:1]";
const LOOPBACK: ReadonlySet<string> = new Set([...LOOPBACK_NAMES, MAPPED_LOOPBACK]);

/** Whether only this machine answers under this name: `::1`, `[::1]`, `0:0:0:0:0:0:0:1`, `LOCALHOST`. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(hostInUrl(host));
}

/** As it stands in a URL: with brackets around an IPv6 address, in the one spelling that browsers use. */
export function hostInUrl(host: string): string {
  const name = isBareIpv6(host) ? `[${host}]` : host;
  const url = `http://${name}/`;
  // A name with a path or a user is none: it must not become a shorter one.
  if (hasPort(name) || /[/@?#\\\s]/.test(name) || !URL.canParse(url)) return name;
  return new URL(url).hostname;
}

/** As a socket takes it: without brackets. */
export function hostOfSocket(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}

/** Host and port as in a URL. A host that has its own port keeps it. */
export function toAuthority(host: string, port: number | string): string {
  const name = hostInUrl(host);
  return hasPort(name) ? name : `${name}:${port}`;
}

function hasPort(name: string): boolean {
  const end = name.lastIndexOf(":");
  return end > name.lastIndexOf("]") && /^[0-9]+$/.test(name.slice(end + 1));
}

/** Two colons or more, and no port: a name has at most the one before its port. */
function isBareIpv6(host: string): boolean {
  return !host.startsWith("[") && host.split(":").length > 2 && URL.canParse(`http://[${host}]/`);
}
