/**
 * Binds the app: by default to both loopback addresses, to any other host only with a token. Whatever the host is,
 * 127.0.0.1 answers too: the command, the channels and agents of this machine call it there.
 */
import { chmod, mkdir } from "node:fs/promises";
import type { Server as HttpServer } from "node:http";
import { type AddressInfo, createServer, type ListenOptions as NetAddress, type Server } from "node:net";
import { dirname } from "node:path";
import { errorCode } from "@tinyagi/base";
import { AGENT_HOST, AppError, hostOfSocket, isLoopback } from "@tinyagi/contracts";
import { SOCKET_PATH_MAX_BYTES } from "@tinyagi/home";

/** What serves the requests: the app of the daemon, or the relay of a worker. */
export interface Listening {
  readonly server: HttpServer;
  listen(address: { host: string; port: number }): Promise<unknown>;
  close(): Promise<unknown>;
}

const IPV4_LOOPBACK = "127.0.0.1";
const IPV6_LOOPBACK = "::1";
/** Bound to one of these, a socket answers on 127.0.0.1 already. */
const WITH_IPV4_LOOPBACK: ReadonlySet<string> = new Set([IPV4_LOOPBACK, "0.0.0.0", "::"]);
/** Errors of a machine without IPv6. */
const NO_SUCH_ADDRESS: ReadonlySet<string> = new Set([
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  "EINVAL",
  "EPROTONOSUPPORT",
]);

export interface Bound {
  port: number;
  /** False when other machines can connect. Then only a token lets callers in, whatever the settings say later. */
  loopback: boolean;
  /** The address that sandboxes open for the API. Undefined when this machine has no such address. */
  agentHost: string | undefined;
  /** A Unix socket for sandboxes with their own network. Undefined when there is no `agentHost`. */
  agentSocket: string | undefined;
  /** Stops accepting connections and closes the app. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  auth: "token" | "none";
  /** The second loopback address; tests pass one that the machine does not have. */
  second?: string;
  /** The address for sandboxed agents; tests pass one that the machine does not have. */
  agents?: string;
  /** Absolute path of the socket for sandboxed agents, in a folder that agents cannot read. */
  agentSocket?: string;
}

/** @throws AppError `PORT_IN_USE`; `INVALID_INPUT` for a host or port that cannot be bound, or a host beyond loopback with `auth: "none"` */
export async function listen(app: Listening, options: ListenOptions): Promise<Bound> {
  const { host, auth } = options;
  const loopback = isLoopback(host);
  if (!loopback && auth === "none") {
    throw new AppError(
      "INVALID_INPUT",
      `server.host ${host} is reachable from other machines, so server.auth must be "token". Set it in settings.json, or bind 127.0.0.1.`,
    );
  }
  try {
    await app.listen({ host: loopback ? IPV4_LOOPBACK : hostOfSocket(host), port: options.port });
    const address = app.server.address();
    const port = typeof address === "object" && address !== null ? address.port : options.port;
    const missing = loopback ? (options.second ?? IPV6_LOOPBACK) : toLocal(address);
    const second = missing === undefined ? undefined : await listenSecond(app, missing, port);
    const forAgents = options.agents ?? AGENT_HOST;
    const agents = await listenForAgents(app, { host: forAgents, port });
    const agentHost = agents === undefined ? undefined : forAgents;
    const socket = agents === undefined ? undefined : await listenAtSocket(app, options.agentSocket);
    const agentSocket = socket === undefined ? undefined : options.agentSocket;
    return { port, loopback, agentHost, agentSocket, close: () => close(app, [second, agents, socket]) };
  } catch (error) {
    throw explain(error, options);
  }
}

/** The loopback address that this socket does not answer on. */
function toLocal(address: string | AddressInfo | null): string | undefined {
  const isBound = typeof address === "object" && address !== null && WITH_IPV4_LOOPBACK.has(address.address);
  return isBound ? undefined : IPV4_LOOPBACK;
}

/** Refuses the port when another program uses it here: clients of `localhost` would send that program their token. */
async function listenSecond(app: Listening, host: string, port: number): Promise<Server | undefined> {
  try {
    return await listenToo(app, { host, port, ipv6Only: host.includes(":") });
  } catch (error) {
    if (NO_SUCH_ADDRESS.has(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** Optional: without this address, agents in a sandbox cannot reach the API. */
async function listenForAgents(app: Listening, address: NetAddress): Promise<Server | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    return await listenToo(app, address);
  } catch {
    // In use by another program, or not permitted on this machine.
    return undefined;
  }
}

async function listenAtSocket(app: Listening, path: string | undefined): Promise<Server | undefined> {
  if (path === undefined || Buffer.byteLength(path) > SOCKET_PATH_MAX_BYTES) return undefined;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const server = await listenForAgents(app, { path });
  // The umask may have made it accessible to others.
  if (server !== undefined) await chmod(path, 0o600);
  return server;
}

/** Passes connections of a further address to the app's own server, so that its checks and time limits apply. */
function listenToo(app: Listening, address: NetAddress): Promise<Server> {
  const server = createServer((socket) => void app.server.emit("connection", socket));
  server.maxConnections = app.server.maxConnections;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve(server));
  });
}

async function close(app: Listening, others: readonly (Server | undefined)[]): Promise<void> {
  for (const server of others) server?.close();
  await app.close();
  // The app does not wait for connections of the other addresses.
  app.server.closeAllConnections();
}

function explain(error: unknown, { host, port }: ListenOptions): unknown {
  const code = errorCode(error);
  if (code === "EADDRINUSE")
    return new AppError(
      "PORT_IN_USE",
      `Port ${port} is in use by another program. Free it, or choose another with TINYAGI_API_PORT.`,
      { cause: error },
    );
  if (code === "EACCES")
    return new AppError(
      "INVALID_INPUT",
      `Port ${port} may not be bound by this user. Choose one above 1023 with TINYAGI_API_PORT.`,
      { cause: error },
    );
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new AppError("INVALID_INPUT", `server.host ${host} is not an address of this machine.`, {
      cause: error,
    });
  return error;
}
