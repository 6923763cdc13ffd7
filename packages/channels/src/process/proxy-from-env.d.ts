/** The package has no declarations of its own. */
declare module "proxy-from-env" {
  /** @returns the proxy that the environment names for this address; "" for none */
  export function getProxyForUrl(address: string): string;
}
