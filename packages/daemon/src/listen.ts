/** Binds the app: both loopback addresses by default, any other host only with a token. */
import { createServer, type Server } from "node:net";
import { AppError } from "@tinyagi/contracts";
import type { createApp } from "@tinyagi/server";

type App = ReturnType<typeof createApp>;

const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "::1", "[::1]"]);
const IPV4_LOOPBACK = "127.0.0.1";
const IPV6_LOOPBACK = "::1";
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
  /** Stops taking connections and closes the app. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  auth: "token" | "none";
  /** The second loopback address; tests name one that the machine has not. */
  second?: string;
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
    return { port, loopback, close: () => close(app, second) };
  } catch (error) {
    throw explain(error, options);
  }
}

/**
 * Connections of the second address are handed to the app's own server, so that its checks and time limits hold.
 * Taken by another program it is refused: clients of `localhost` would give that one their token.
 */
function listenSecond(app: App, host: string, port: number): Promise<Server | undefined> {
  const second = createServer((socket) => void app.server.emit("connection", socket));
  second.maxConnections = app.server.maxConnections;
  return new Promise((resolve, reject) => {
    second.once("error", (error: Error & { code?: string }) => {
      if (NO_SUCH_ADDRESS.has(error.code ?? "")) resolve(undefined);
      else reject(error);
    });
    second.listen({ host, port, ipv6Only: true }, () => resolve(second));
  });
}

async function close(app: App, second: Server | undefined): Promise<void> {
  second?.close();
  await app.close();
  // Connections of the second address are none of the app's to wait for.
  app.server.closeAllConnections();
}

function explain(error: unknown, { host, port }: ListenOptions): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
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
