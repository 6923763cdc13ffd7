/** A name is resolved once; the connection then goes to one of exactly these addresses, whatever the name says by then. */
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";

/** All addresses of the host of a URL. An unknown name has none. */
export async function resolveAddresses(host: string): Promise<string[]> {
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    // An unknown name is a name without addresses.
    return [];
  }
}

/** Those of a URL's host, which may be an address itself. */
export async function addressesOf(url: URL, resolve = resolveAddresses): Promise<string[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  return isIP(host) > 0 ? [host] : await resolve(host);
}

export function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, done) => {
    const [first] = all;
    if (first === undefined) return done(new Error("the name is not known"), "", 0);
    if (options.all === true) return done(null, all);
    return done(null, first.address, first.family);
  };
}
