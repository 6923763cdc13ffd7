/**
 * The only way out of a container without a network: a Unix socket of the daemon, mounted into it. Behind it is a proxy that
 * connects to the hosts of a list and to nothing else, or a connection to one address. What passes through is not read.
 *
 * Guarantees: a host that is not on the list is never looked up; the socket is open to the daemon's user only, and gone
 * when the run has ended.
 */
import { chmod, mkdir, rm } from "node:fs/promises";
import {
  createServer,
  type IncomingMessage,
  request as requestHttp,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createSocketServer, type Socket, type Server as SocketServer } from "node:net";
import { dirname } from "node:path";
import { pipeline } from "node:stream";
import { HarnessError, hostOfSocket } from "@tinyagi/contracts";
import { type HostAddress, reachHost, type Upstream } from "./reach-host.js";

/** Bytes of the request line and of headers. */
const HEAD_MAX_BYTES = 16 * 1_024;
const HTTPS_PORT = 443;
/** At once, through one socket: a program needs a few. The daemon has open files for others too. */
const CONNECTIONS_MAX = 128;
/** Longer than any model is silent. */
const IDLE_MS = 30 * 60_000;
/** Longest path of a socket, in bytes. */
const SOCKET_PATH_MAX_BYTES = 107;

/** Whether a container may connect to an address. */
export type EgressRule = (address: HostAddress) => boolean;

/** Something that ends with the run. */
export interface Egress {
  /** Path of the socket. */
  readonly socket: string;
  readonly close: () => Promise<void>;
}

/** Hosts with HTTPS, and single addresses with any port. Names are compared without case. Pure. */
export function egressRule(hosts: readonly string[], addresses: readonly HostAddress[]): EgressRule {
  const names = new Set(hosts.map((host) => host.toLowerCase()));
  return ({ host, port }) =>
    (port === HTTPS_PORT && names.has(host.toLowerCase())) ||
    addresses.some((known) => known.host.toLowerCase() === host.toLowerCase() && known.port === port);
}

/** `name:port` of a CONNECT request; undefined if it is anything else. */
export function connectTarget(text: string | undefined): HostAddress | undefined {
  const colon = text?.lastIndexOf(":") ?? -1;
  if (text === undefined || colon < 1) return undefined;
  const host = text.slice(0, colon).replace(/^\[|\]$/g, "");
  const port = Number(text.slice(colon + 1));
  return host !== "" && Number.isInteger(port) && port > 0 && port < 65_536 ? { host, port } : undefined;
}

/** Opens the proxy of a run. @param via the proxy that this machine uses itself */
export async function openEgressProxy(
  socket: string,
  { allows, via }: { readonly allows: EgressRule; readonly via: Upstream },
): Promise<Egress> {
  const live = new Set<Socket>();
  const server = createServer({ maxHeaderSize: HEAD_MAX_BYTES }, (request, response) => {
    forward(request, response, allows);
  });
  server.timeout = IDLE_MS;
  server.on("connection", (near) => watch(live, near));
  server.on("connect", (request: IncomingMessage, near: Socket, head: Buffer) => {
    void tunnel({ target: connectTarget(request.url), near, head }, { allows, via, live });
  });
  return listenAt(socket, server, live);
}

/** Opens a way to one address of this machine, such as a model server on loopback. */
export async function openForward(
  socket: string,
  address: HostAddress,
  idleMs: number = IDLE_MS,
): Promise<Egress> {
  const live = new Set<Socket>();
  const server = createSocketServer((near) => {
    watch(live, near);
    void reachHost(address, async () => undefined).then(
      (far) => join(near, far, { live, idleMs }),
      () => near.destroy(),
    );
  });
  return listenAt(socket, server, live);
}

/** A request without TLS, as to a model server in the own network. */
function forward(request: IncomingMessage, response: ServerResponse, allows: EgressRule): void {
  const { url = "", method, headers } = request;
  const target = URL.canParse(url) ? new URL(url) : undefined;
  const address = target && {
    host: hostOfSocket(target.hostname),
    port: target.port === "" ? 80 : Number(target.port),
  };
  if (target?.protocol !== "http:" || address === undefined || !allows(address)) {
    response.writeHead(403).end();
    return;
  }
  const asked = requestHttp({ ...address, method, headers, path: `${target.pathname}${target.search}` });
  asked.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    // What breaks off there breaks off here: destroyed with it, the program sees it.
    pipeline(answer, response, () => {});
  });
  asked.setTimeout(IDLE_MS, () => asked.destroy());
  asked.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
  response.on("close", () => asked.destroy());
  request.pipe(asked);
}

interface Tunnel {
  readonly target: HostAddress | undefined;
  readonly near: Socket;
  readonly head: Buffer;
}

async function tunnel(
  { target, near, head }: Tunnel,
  { allows, via, live }: { readonly allows: EgressRule; readonly via: Upstream; readonly live: Set<Socket> },
): Promise<void> {
  if (target === undefined || !allows(target)) {
    near.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    return;
  }
  try {
    const far = await reachHost(target, via);
    near.write("HTTP/1.1 200 Connection established\r\n\r\n");
    far.write(head);
    join(near, far, { live, idleMs: IDLE_MS });
  } catch {
    // The program in the container reports that it does not reach its provider.
    near.end("HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n");
  }
}

function join(near: Socket, far: Socket, { live, idleMs }: { live: Set<Socket>; idleMs: number }): void {
  watch(live, far);
  for (const end of [near, far]) end.setTimeout(idleMs, () => end.destroy());
  near.on("close", () => far.destroy());
  far.on("close", () => near.destroy());
  near.pipe(far).pipe(near);
  if (near.destroyed) far.destroy();
}

/** An error of a connection is its end, which the other side sees. */
function watch(live: Set<Socket>, socket: Socket): void {
  live.add(socket);
  socket.on("error", () => socket.destroy());
  socket.on("close", () => live.delete(socket));
}

async function listenAt(socket: string, server: Server | SocketServer, live: Set<Socket>): Promise<Egress> {
  if (Buffer.byteLength(socket) > SOCKET_PATH_MAX_BYTES)
    throw new HarnessError(
      "invalid",
      `the path of TinyAGI's home is too long for a socket into a container: ${socket} has more than ${SOCKET_PATH_MAX_BYTES} bytes; move the home to a shorter path (TINYAGI_HOME)`,
    );
  server.maxConnections = CONNECTIONS_MAX;
  await mkdir(dirname(socket), { recursive: true, mode: 0o700 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path: socket }, resolve);
  });
  const close = async () => {
    server.close();
    for (const one of live) one.destroy();
    await rm(socket, { force: true });
  };
  try {
    await chmod(socket, 0o600);
  } catch (error) {
    await close();
    throw error;
  }
  return { socket, close };
}
