/**
 * Lets a whole process go through the proxy that its environment names: `fetch`, the libraries that use undici, and those
 * that use Node's own client, WebSockets among them. Node does this by itself only from 22.21 on, when asked.
 *
 * Guarantees: without a proxy in the environment nothing is loaded, and only slow networks get more time; a host that `NO_PROXY` names is
 * asked directly; call it once, before anything connects.
 */
import http, { type ClientRequestArgs } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import { type LookupFunction, setDefaultAutoSelectFamilyAttemptTimeout } from "node:net";
import { isHttpProxy, proxyOf } from "@tinyagi/contracts";
import type { Dispatcher } from "undici";
import { pinnedTo } from "./pinned-proxy.js";

/**
 * How long one address of a name may take to connect before the next one is tried. Node's own 250 ms is less than a slow
 * network takes for any: then only the last address counts, which may be of a family that the network does not have.
 */
const ATTEMPT_MS = 2_500;

type Variables = Readonly<Record<string, string | undefined>>;
type Ask = typeof http.request;
/** @param lookup of a caller that chose the address itself */
type Choose = (target: URL, lookup: LookupFunction | undefined) => http.Agent | undefined;

/**
 * @param variables of the process, as `networkVariables` gives them. They become those of this process. A proxy that is not
 *   spoken to over HTTP is left to programs that can use it, such as agents.
 */
export async function useNetwork(variables: Variables): Promise<void> {
  setDefaultAutoSelectFamilyAttemptTimeout(ATTEMPT_MS);
  const { HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY } = variables;
  const secure = [HTTPS_PROXY, ALL_PROXY].find(isUsable);
  const plain = [HTTP_PROXY, ALL_PROXY].find(isUsable);
  if (secure === undefined && plain === undefined) return;
  const [{ Agent, ProxyAgent, setGlobalDispatcher }, { HttpsProxyAgent }] = await Promise.all([
    import("undici"),
    import("https-proxy-agent"),
  ]);
  // Libraries and `proxyFor` read them there: those of this process are the usable ones.
  Object.assign(process.env, { NO_PROXY, no_proxy: NO_PROXY });
  for (const [name, value] of [
    ["HTTPS_PROXY", secure],
    ["HTTP_PROXY", plain],
    ["ALL_PROXY", undefined],
  ] as const)
    for (const spelling of [name, name.toLowerCase()]) setVariable(spelling, value);
  const used = { HTTP_PROXY: plain, HTTPS_PROXY: secure, NO_PROXY };
  const dispatchers = new Map<string, Dispatcher>();
  const through = (proxy: string): Dispatcher => {
    const dispatcher = dispatchers.get(proxy) ?? new ProxyAgent(proxy);
    dispatchers.set(proxy, dispatcher);
    return dispatcher;
  };
  setGlobalDispatcher(
    new Agent().compose((dispatch) => (options, handler) => {
      const proxy = proxyOf(new URL(String(options.origin)), used);
      return proxy === undefined ? dispatch(options, handler) : through(proxy).dispatch(options, handler);
    }),
  );
  const agents = new Map<string, http.Agent>();
  const choose: Choose = (target, lookup) => {
    const proxy = proxyOf(target, used);
    if (proxy === undefined) return undefined;
    if (lookup !== undefined) return pinnedTo(new HttpsProxyAgent(proxy), lookup);
    const agent = agents.get(proxy) ?? new HttpsProxyAgent(proxy, { keepAlive: true });
    agents.set(proxy, agent);
    return agent;
  };
  for (const client of [http, https]) {
    const scheme = client === https ? "https:" : "http:";
    client.request = asking(client.request, scheme, choose);
    client.get = asking(client.get, scheme, choose);
  }
  syncBuiltinESMExports();
}

/** The proxy through which this process asks for an address; undefined: directly. Call {@link useNetwork} before. */
export function proxyFor(url: string): string | undefined {
  return proxyOf(new URL(url), process.env);
}

function isUsable(address: string | undefined): boolean {
  return address !== undefined && isHttpProxy(address);
}

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** Node's `request` or `get`, with the proxy's agent instead of the caller's where a proxy is due. */
function asking(ask: Ask, scheme: string, choose: Choose): Ask {
  return function asked(...given: Parameters<Ask>) {
    const [first, second] = given as readonly unknown[];
    const hasAddress = typeof first === "string" || first instanceof URL;
    const more = hasAddress ? second : first;
    const options: ClientRequestArgs = typeof more === "object" && more !== null ? more : {};
    const target = hasAddress ? new URL(String(first)) : getAddress(options, scheme);
    const agent = target === undefined ? undefined : choose(target, options.lookup);
    if (agent === undefined) return ask(...given);
    // `ws` connects by a function of its own, which would go past the agent.
    const { createConnection: _own, ...rest } = options;
    const callback = (given as readonly unknown[]).find((one) => typeof one === "function");
    const call = [...(hasAddress ? [first] : []), { ...rest, agent }, ...(callback ? [callback] : [])];
    return Reflect.apply(ask, undefined, call);
  } as Ask;
}

function getAddress(options: ClientRequestArgs, scheme: string): URL | undefined {
  const host = options.hostname ?? options.host;
  // A Unix socket.
  if (host == null || options.socketPath != null) return undefined;
  const name = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const port = options.port ?? options.defaultPort ?? "";
  const address = `${scheme}//${name}:${port}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}
