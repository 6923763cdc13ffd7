/** Where other devices of the network reach the daemon. Pure. */
import type { NetworkInterfaceInfo } from "node:os";
import type { Settings } from "@tinyagi/contracts";
import { hostInUrl, isLoopback, toAuthority } from "@tinyagi/contracts/host-name";

/** @returns the origin with the first name that the daemon answers to; undefined if only this machine reaches it */
export function deviceOrigin(server: Partial<Settings["server"]>, port: string): string | undefined {
  const { host = "127.0.0.1", allowedHosts = [] } = server;
  const [name] = allowedHosts;
  if (isLoopback(host) || name === undefined) return undefined;
  return `http://${toAuthority(name, port)}`;
}

/** The address of this machine in its network, as an example; a placeholder if it has none. */
export function ownAddress(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !address.startsWith("fe80:"));
  const found = outside.find(({ family }) => family === "IPv4") ?? outside[0];
  return found === undefined ? "192.168.1.2" : hostInUrl(found.address);
}
