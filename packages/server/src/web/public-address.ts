/**
 * Addresses that belong to the public internet. Pure. Everything that is not known to is refused: this machine, private and
 * link-local networks, services of clouds, documentation, multicast, and addresses that wrap others.
 */
import { BlockList, isIP } from "node:net";

const NOT_PUBLIC = new BlockList();
const PRIVATE_4: readonly (readonly [string, number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  // Of providers, and 100.100.100.200.
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];
for (const [net, bits] of PRIVATE_4) NOT_PUBLIC.addSubnet(net, bits, "ipv4");
// Within 2000::/3: Teredo and other protocols, documentation, 6to4, which contain addresses of version 4.
for (const [net, bits] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  NOT_PUBLIC.addSubnet(net, bits, "ipv6");
const GLOBAL_6 = new BlockList();
GLOBAL_6.addSubnet("2000::", 3, "ipv6");

/** False for everything that is no address. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !NOT_PUBLIC.check(address, "ipv4");
  return family === 6 && GLOBAL_6.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
}
