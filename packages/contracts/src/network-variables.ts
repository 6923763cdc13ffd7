/**
 * What the environment says about the network: proxies, exceptions, certificates. Every process that TinyAGI starts gets
 * it from here. Pure.
 *
 * Guarantees: addresses of this machine are never asked for through a proxy, because the requests of agents to the API
 * carry their token; both spellings of a name have one value, because programs read one or the other.
 */

import { hostInUrl, hostOfSocket } from "./host-name.js";

type Variables = Readonly<Record<string, string | undefined>>;

const PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] as const;
const EXCEPTIONS = "NO_PROXY";
/** Files of certificates that programs trust besides their own, by the program that reads the name. */
export const CERTIFICATE_NAMES = [
  ...["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "AWS_CA_BUNDLE"],
  ...["CODEX_CA_CERTIFICATE", "NODE_USE_SYSTEM_CA"],
] as const;
/**
 * An additional loopback address for sandboxed agents. Their sandbox opens hosts, not ports, so 127.0.0.1 would open
 * every other server of this machine too. Linux answers on all of 127.0.0.0/8.
 */
export const AGENT_HOST = "127.84.65.71";
/** Names of this machine. curl wants the address without brackets, others with them. Few programs read ranges. */
const THIS_MACHINE = ["localhost", "127.0.0.1", AGENT_HOST, "::1", "[::1]"] as const;

export const NETWORK_NAMES: readonly string[] = [...PROXIES, EXCEPTIONS, ...CERTIFICATE_NAMES];

/** The variables about the network for a process. @param given environments; what a later one says counts */
export function networkVariables(...given: readonly Variables[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of PROXIES) {
    const value = bothCases(given, name);
    if (value !== undefined)
      Object.assign(found, { [name]: getAddress(value), [name.toLowerCase()]: getAddress(value) });
  }
  const exceptions = parseExceptions(bothCases(given, EXCEPTIONS) ?? "");
  Object.assign(found, { [EXCEPTIONS]: exceptions, [EXCEPTIONS.toLowerCase()]: exceptions });
  for (const name of CERTIFICATE_NAMES) {
    const value = lastOf(given, [name]);
    if (value !== undefined) found[name] = value;
  }
  const { NODE_EXTRA_CA_CERTS: extra, SSL_CERT_FILE: whole } = found;
  // codex reads only names of its own. This one adds to the system's certificates as Node's does; the others replace them.
  if (extra !== undefined && whole === undefined) found.CODEX_CA_CERTIFICATE ??= extra;
  return found;
}

/** The environment of the daemon, with what its settings say about the network in front. */
export function withNetworkSettings(
  variables: Variables,
  { proxy, no_proxy }: { proxy?: string | undefined; no_proxy: readonly string[] },
): Variables {
  const set = {
    ...(proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy }),
    ...(no_proxy.length === 0 ? {} : { NO_PROXY: no_proxy.join(",") }),
  };
  return { ...variables, ...networkVariables(variables, set) };
}

/** Lower case first, as curl does: a web server sets HTTP_PROXY from a header of a request. */
function bothCases(given: readonly Variables[], name: string): string | undefined {
  return lastOf(given, [name.toLowerCase(), name]);
}

function lastOf(given: readonly Variables[], names: readonly string[]): string | undefined {
  for (const variables of given.toReversed()) {
    const name = names.find((one) => filled(variables[one]) !== undefined);
    if (name !== undefined) return filled(variables[name]);
  }
  return undefined;
}

function parseExceptions(list: string): string {
  const names = list
    .split(/[,\s]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.includes("*")) return "*";
  return [...new Set([...names.flatMap(bothSpellings), ...THIS_MACHINE])].join(",");
}

/** An IPv6 address: curl wants it without brackets, others with them. */
function bothSpellings(name: string): string[] {
  const inUrl = hostInUrl(name);
  const isAddress = inUrl.startsWith("[") && inUrl.endsWith("]");
  return isAddress && !inUrl.includes("/") ? [hostOfSocket(inUrl), inUrl] : [name];
}

/** curl takes an address without a scheme for one of HTTP; other programs do not take it at all. */
function getAddress(proxy: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
}

/** Whether it is spoken to over HTTP, as the daemon and channels do it. */
export function isHttpProxy(address: string): boolean {
  return /^https?:\/\//i.test(address) && URL.canParse(address);
}

/** User and password in the address of a proxy, and the password alone. */
export function proxySecrets(address: string): string[] {
  if (!URL.canParse(address)) return [];
  const { username, password } = new URL(address);
  return [decodeURIComponent(password), `${username}:${password}`, address].filter(
    (secret) => username !== "" && secret.length > 1,
  );
}

/** Whether the value of a variable with this name can contain a password. */
export function hasProxyPassword(name: string, value: string): boolean {
  return /^(?!no_)\w*proxy$/i.test(name) && value.includes("@");
}

function filled(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
