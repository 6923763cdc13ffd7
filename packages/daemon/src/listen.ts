/** Binds the app: both loopback addresses by default, any other host only with a token. */
import { chmod, mkdir } from "node:fs/promises";
import { createServer, type ListenOptions as NetAddress, type Server } from "node:net";
import { dirname } from "node:path";
import { AppError } from "@tinyagi/contracts";
import { errorCode } from "@tinyagi/core";
import type { createApp } from "@tinyagi/server";

type App = ReturnType<typeof createApp>;

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);
const IPV4_LOOPBACK = "127.0.0.1";
const IPV6_LOOPBACK = "::1";
/**
 * One more loopback address, for the commands of sandboxed agents: their sandbox opens hosts, not ports, and behind
 * 127.0.0.1 everything else of this machine would be open too. Linux answers on all of 127.0.0.0/8.
 */
const AGENT_HOST = "127.84.65.71";
/** Longer ones do not fit what the system calls take. */
const SOCKET_PATH_MAX_BYTES = 107;
/** What a machine without IPv6 answers. */
const NO_SUCH_ADDRESS: ReadonlySet<string> = new Set([
  "EADDRNOTAVAIL",
  "EAFNOSUPPORT",
  "EINVAL",
  "EPROTONOSUPPORT",
]);

export interface Bound {
  port: number;
  /** False when other machines can connect: then nothing but a token may let callers in, whatever settings say later. */
  loopback: boolean;
  /** Where agents find the API; a sandbox may be opened for it. Undefined where there is no such address. */
  agentHost: string | undefined;
  /** A Unix socket for sandboxes that have a network of their own; undefined where there is no `agentHost`. */
  agentSocket: string | undefined;
  /** Stops taking connections and closes the app. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  auth: "token" | "none";
  /** The second loopback address; tests name one that the machine has not. */
  second?: string;
  /** The address for sandboxed agents; tests name one that the machine has not. */
  agents?: string;
  /** Absolute path of the socket for sandboxed agents, in a folder that is closed to them. */
  agentSocket?: string;
}

/** @throws AppError `PORT_IN_USE`; `INVALID_INPUT` for a host or port that cannot be bound, or a host beyond loopback with `auth: "none"` */
export async function listen(app: App, options: ListenOptions): Promise<Bound> {
  const { host, auth } = options;
  const loopback = LOOPBACK.has(host);
  if (!loopback && auth === "none") {
    throw new AppError(
      "INVALID_INPUT",
      `server.host ${host} is reachable from other machines, so server.auth must be "token". Set it in settings.json, or bind 127.0.0.1.`,
    );
  }
  try {
    await app.listen({ host: loopback ? IPV4_LOOPBACK : host, port: options.port });
    const address = app.server.address();
    const port = typeof address === "object" && address !== null ? address.port : options.port;
    const second = loopback ? await listenSecond(app, options.second ?? IPV6_LOOPBACK, port) : undefined;
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

/** Taken by another program it is refused: clients of `localhost` would give that one their token. */
async function listenSecond(app: App, host: string, port: number): Promise<Server | undefined> {
  try {
    return await listenToo(app, { host, port, ipv6Only: host.includes(":") });
  } catch (error) {
    if (NO_SUCH_ADDRESS.has(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** A daemon serves without it: agents in a sandbox then have no way to the API. */
async function listenForAgents(app: App, address: NetAddress): Promise<Server | undefined> {
  if (process.platform !== "linux") return undefined;
  try {
    return await listenToo(app, address);
  } catch {
    // Taken by another program, or not permitted here.
    return undefined;
  }
}

async function listenAtSocket(app: App, path: string | undefined): Promise<Server | undefined> {
  if (path === undefined || Buffer.byteLength(path) > SOCKET_PATH_MAX_BYTES) return undefined;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const server = await listenForAgents(app, { path });
  // The umask may have left it open to others.
  if (server !== undefined) await chmod(path, 0o600);
  return server;
}

/** Connections of a further address are handed to the app's own server, so that its checks and time limits hold. */
function listenToo(app: App, address: NetAddress): Promise<Server> {
  const server = createServer((socket) => void app.server.emit("connection", socket));
  server.maxConnections = app.server.maxConnections;
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(address, () => resolve(server));
  });
}

async function close(app: App, others: readonly (Server | undefined)[]): Promise<void> {
  for (const server of others) server?.close();
  await app.close();
  // Connections of the second address are none of the app's to wait for.
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
