/**
 * The ways out of one container: the daemon's API, the agent's provider, and a model server on this machine. Each is a
 * Unix socket outside and an address of loopback inside.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import {
  type ContainerRules,
  HARNESSES,
  type HarnessId,
  type HarnessRequest,
  hostOfSocket,
  isLoopback,
} from "@tinyagi/contracts";
import { type Egress, egressRule, openEgressProxy, openForward } from "./egress.js";
import type { HostAddress, Upstream } from "./reach-host.js";
import type { ContainerRelay } from "./run-arguments.js";

const LOOPBACK = "127.0.0.1";
const PROXY_PORTS = [3128, 3129] as const;
/** Variables with the address of a provider, as programs read them. */
const ADDRESS_VARIABLES = ["ANTHROPIC_BASE_URL"] as const;

/** What is open for a run. */
export interface RelaySet {
  readonly inside: readonly ContainerRelay[];
  /** Sockets to mount, at their own paths. */
  readonly sockets: readonly string[];
  /** Port of our proxy inside. Absent: the program reaches its provider directly, or not at all. */
  readonly proxyPort?: number;
  readonly reachesApi: boolean;
  readonly close: () => Promise<void>;
}

/** What the ways depend on. */
export interface RelayOptions {
  readonly harness: HarnessId;
  readonly rules: Pick<ContainerRules, "network" | "hosts">;
  readonly socketFolder: string;
  readonly via?: Upstream | undefined;
}

/** Opens them. Close them when the run has ended. */
export async function openRelays(request: HarnessRequest, options: RelayOptions): Promise<RelaySet> {
  const { rules, socketFolder, harness, via = async () => undefined } = options;
  const endpoints = listEndpoints(request);
  const local = rules.network === "none" ? [] : endpoints.filter(({ host }) => isLoopback(host));
  const opened: Egress[] = [];
  const inside: ContainerRelay[] = [];
  const add = async (place: HostAddress, open: (socket: string) => Promise<Egress>) => {
    const egress = await open(join(socketFolder, `${randomBytes(6).toString("hex")}.sock`));
    opened.push(egress);
    inside.push({ ...place, socket: egress.socket });
  };
  const close = async () => {
    await Promise.all(opened.map((egress) => egress.close()));
  };
  const { api } = request;
  if (api?.socket !== undefined) inside.push({ host: api.host, port: api.port, socket: api.socket });
  try {
    for (const address of local)
      await add({ ...address, host: LOOPBACK }, (path) => openForward(path, address));
    if (rules.network !== "provider") return { ...toRelaySet(inside), close };
    const proxyPort = PROXY_PORTS.find((port) => local.every((address) => address.port !== port));
    if (proxyPort === undefined) throw new Error("no port is free for the proxy of a container");
    const hosts = endpoints.length > 0 ? rules.hosts : [...listHosts(harness), ...rules.hosts];
    const allows = egressRule(hosts, endpoints);
    await add({ host: LOOPBACK, port: proxyPort }, (path) => openEgressProxy(path, { allows, via }));
    return { ...toRelaySet(inside), proxyPort, close };
  } catch (error) {
    await close();
    throw error;
  }

  function toRelaySet(relays: readonly ContainerRelay[]): Omit<RelaySet, "close"> {
    const sockets = relays.map(({ socket }) => socket);
    return { inside: relays, sockets, reachesApi: api?.socket !== undefined };
  }
}

/** Where the program asks its model, if not at its provider's own address. */
export function listEndpoints({ endpoint, env }: Pick<HarnessRequest, "endpoint" | "env">): HostAddress[] {
  const urls = [endpoint?.baseUrl, ...ADDRESS_VARIABLES.map((name) => env[name])];
  return urls.flatMap((text) => {
    if (text === undefined || !URL.canParse(text)) return [];
    const { hostname, port, protocol } = new URL(text);
    return [
      { host: hostOfSocket(hostname), port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) },
    ];
  });
}

function listHosts(harness: HarnessId): readonly string[] {
  const row = HARNESSES[harness];
  return "cli" in row ? row.cli.hosts : [];
}
