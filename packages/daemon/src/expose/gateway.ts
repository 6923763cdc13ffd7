/**
 * The door for a tunnel: a listener of its own on loopback, whose connections the app knows as coming from elsewhere. While no
 * tunnel is admitted it closes every connection at once, and what is open when a tunnel ends is cut.
 */
import { createServer, type Socket } from "node:net";
import type { ExposedConnection } from "@tinyagi/server";

/** Far fewer than the daemon takes in all: callers from elsewhere must leave room for this machine. */
const CONNECTIONS_MAX = 512;

export interface Gateway {
  readonly port: number;
  /** What the connections from now on are. Undefined: nobody gets in, and open connections are cut. */
  admit(connection: ExposedConnection | undefined): void;
  close(): Promise<void>;
}

export interface Doors {
  /** The tunnel that a socket belongs to. */
  connectionOf(socket: object): ExposedConnection | undefined;
  open(): Promise<Gateway>;
}

/** @param serve passes a connection to the app */
export function createDoors(serve: (socket: Socket) => void): Doors {
  const known = new WeakMap<object, ExposedConnection>();
  return {
    connectionOf: (socket) => known.get(socket),
    open: () => openGateway(known, serve),
  };
}

async function openGateway(
  known: WeakMap<object, ExposedConnection>,
  serve: (socket: Socket) => void,
): Promise<Gateway> {
  let admitted: ExposedConnection | undefined;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    if (admitted === undefined) return void socket.destroy();
    known.set(socket, admitted);
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    serve(socket);
  });
  server.maxConnections = CONNECTIONS_MAX;
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port: 0 }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    admit(connection) {
      admitted = connection;
      cut();
    },
    async close() {
      admitted = undefined;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
  };
}
