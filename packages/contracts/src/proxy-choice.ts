/**
 * Through which proxy an address is asked: the one decision for `fetch`, for Node's own client, for mail and for what
 * `tinyagi doctor network` reports. Libraries read `NO_PROXY` in different ways, and few of them read ranges.
 *
 * Guarantees: addresses of this machine are asked directly, whatever the environment says. Pure, and linear in the list.
 */
import { hostInUrl, hostOfSocket, isLoopback } from "./host-name.js";
import { isHttpProxy } from "./network-variables.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** By scheme. A proxy that is not spoken to over HTTP is for other programs. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  "http:": ["HTTP_PROXY", "ALL_PROXY"],
  "ws:": ["HTTP_PROXY", "ALL_PROXY"],
  "https:": ["HTTPS_PROXY", "ALL_PROXY"],
  "wss:": ["HTTPS_PROXY", "ALL_PROXY"],
};
const PORTS: Readonly<Record<string, string>> = {
  "http:": "80",
  "ws:": "80",
  "https:": "443",
  "wss:": "443",
};

/** @returns undefined when the address is asked directly */
export function proxyOf(address: URL, variables: Variables): string | undefined {
  const { protocol, hostname, port } = address;
  const name = VARIABLES[protocol]?.find((one) => isHttpProxy(variables[one] ?? ""));
  if (name === undefined) return undefined;
  const host = plainHost(hostname);
  if (isThisMachine(host)) return undefined;
  const target = { host, port: port === "" ? (PORTS[protocol] ?? "") : port };
  const isExcepted = (variables.NO_PROXY ?? "").split(/[,\s]/).some((entry) => covers(entry, target));
  return isExcepted ? undefined : variables[name];
}

interface Target {
  readonly host: string;
  readonly port: string;
}

/** All of 127.0.0.0/8 is this machine, as every name below `localhost`. */
function isThisMachine(host: string): boolean {
  return isLoopback(host) || /^127(\.\d{1,3}){3}$/.test(host) || host.endsWith(".localhost");
}

/** `example.com` and `.example.com` cover what is below them, as for curl; `10.0.0.0/8` a range; `host:8080` one port. */
function covers(entry: string, { host, port }: Target): boolean {
  if (entry === "") return false;
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(host, entry);
  const colon = entry.lastIndexOf(":");
  const hasPort = /^\d{1,5}$/.test(entry.slice(colon + 1)) && !isBareIpv6(entry) && colon > 0;
  if (hasPort && entry.slice(colon + 1) !== port) return false;
  const named = plainHost(hasPort ? entry.slice(0, colon) : entry);
  const name = named.startsWith("*.") ? named.slice(2) : named.startsWith(".") ? named.slice(1) : named;
  return name !== "" && (host === name || host.endsWith(`.${name}`));
}

function isBareIpv6(entry: string): boolean {
  return !entry.startsWith("[") && entry.split(":").length > 2;
}

/** In one spelling: lower case, without brackets, without the dot of the root. */
function plainHost(host: string): string {
  const name = hostOfSocket(hostInUrl(host)).toLowerCase();
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function inRange(host: string, range: string): boolean {
  const slash = range.indexOf("/");
  const base = bitsOf(plainHost(range.slice(0, slash)));
  const own = bitsOf(host);
  const length = Number(range.slice(slash + 1));
  if (base === undefined || own === undefined || base.length !== own.length) return false;
  if (!/^\d{1,3}$/.test(range.slice(slash + 1)) || length > base.length) return false;
  return base.slice(0, length) === own.slice(0, length);
}

/** The bits of an address as text; undefined for a name. */
function bitsOf(host: string): string | undefined {
  const parts = host.split(".");
  if (parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return parts.map((part) => toBits(Number(part), 8)).join("");
  if (!host.includes(":") || !URL.canParse(`http://[${host}]/`)) return undefined;
  // In the spelling of a URL there is at most one gap, and no dotted part.
  const [left = "", right] = hostOfSocket(new URL(`http://[${host}]/`).hostname).split("::");
  const groupsOf = (text: string): string[] => text.split(":").filter((group) => group !== "");
  const [before, after] = [groupsOf(left), groupsOf(right ?? "")];
  const gap = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...gap, ...after].map((group) => toBits(Number.parseInt(group, 16), 16)).join("");
}

function toBits(value: number, length: number): string {
  return value.toString(2).padStart(length, "0");
}
