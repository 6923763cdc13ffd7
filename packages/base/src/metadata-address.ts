/**
 * The addresses at which clouds hand out the credentials of a machine. Nothing may be sent there. A name is checked
 * when it is resolved, so that a name cannot lead there either.
 */
import { lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";

const METADATA = new BlockList();
// Every large cloud uses 169.254.169.254; other link-local addresses serve similar things (ECS: 169.254.170.2).
METADATA.addSubnet("169.254.0.0", 16, "ipv4");
METADATA.addSubnet("fe80::", 10, "ipv6");
// The same through NAT64, which networks without IPv4 have.
METADATA.addSubnet("64:ff9b::a9fe:0", 112, "ipv6");
METADATA.addAddress("fd00:ec2::254", "ipv6");
METADATA.addAddress("fd20:ce::254", "ipv6");
METADATA.addAddress("100.100.100.200", "ipv4");
METADATA.addAddress("192.0.0.192", "ipv4");

const REFUSAL = "This is an address of a cloud's metadata service. Nothing is sent there.";

/** Whether an IP address belongs to a metadata service; false for a name. */
export function isMetadataAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && METADATA.check(address, family === 6 ? "ipv6" : "ipv4");
}

/**
 * Whether the host of a URL is such an address, in any spelling. Check it before connecting: Node looks up only names.
 *
 * @param url an absolute URL
 */
export function isMetadataUrl(url: string): boolean {
  return isMetadataAddress(new URL(url).hostname.replace(/^\[|\]$/g, ""));
}

/**
 * For the `lookup` option of a connection: an error when the name has such an address.
 *
 * @param resolve default: the resolver of the system
 */
export function createGuardedLookup(resolve: LookupFunction = lookup as LookupFunction): LookupFunction {
  return (hostname, options, callback) =>
    resolve(hostname, options, (error, found, family) => {
      const addresses = typeof found === "string" ? [found] : (found ?? []).map(({ address }) => address);
      if (error === null && addresses.some(isMetadataAddress)) callback(new Error(REFUSAL), "", 0);
      else callback(error, found, family);
    });
}
