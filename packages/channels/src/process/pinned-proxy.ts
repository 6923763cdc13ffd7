/**
 * A proxy's tunnel to an address that the caller chose with its own `lookup`, where the proxy would otherwise resolve the
 * name itself. The other side still hears the name: in the `Host` header and in TLS.
 */
import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import type { HttpsProxyAgent } from "https-proxy-agent";

type Agent = HttpsProxyAgent<string>;

/** @param agent used for nothing else: a tunnel that was opened by name must not be taken again for an address */
export function pinnedTo(agent: Agent, lookup: LookupFunction): Agent {
  const connect = agent.connect.bind(agent);
  agent.connect = async (request, options) => {
    const name = options.host ?? "";
    const host = await chosen(lookup, name);
    return connect(request, Object.assign({ servername: name }, options, { host }));
  };
  return agent;
}

/** A proxy is tried with one address: of the family that more networks have. */
function chosen(lookup: LookupFunction, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found, family) => {
      const all: readonly LookupAddress[] =
        typeof found === "string" ? [{ address: found, family: family ?? 0 }] : found;
      const best = all.find((one) => one.family === 4) ?? all[0];
      if (error === null && best !== undefined) resolve(best.address);
      else reject(error ?? new Error("the name has no address"));
    });
  });
}
