/** Where containers of agents keep what outlives them, and how they leave this machine. */
import { join } from "node:path";
import { proxyFor } from "@tinyagi/channels/network";
import type { HomePaths } from "@tinyagi/home";

/** Sessions and configuration of programs in containers. Nothing is there before the first one has run. */
export function containersFolder(paths: Pick<HomePaths, "home">): string {
  return join(paths.home, "sessions", "containers");
}

/** Sockets of runs that reach only their provider. */
export function egressFolder(paths: Pick<HomePaths, "run">): string {
  return join(paths.run, "egress");
}

/** The proxy that the daemon itself uses for a host. */
export async function resolveUpstream({
  host,
  port,
}: {
  host: string;
  port: number;
}): Promise<URL | undefined> {
  const name = host.includes(":") ? `[${host}]` : host;
  const proxy = proxyFor(`https://${name}:${port}`);
  return proxy === undefined ? undefined : new URL(proxy);
}
