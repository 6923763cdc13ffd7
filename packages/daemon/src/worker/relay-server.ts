/** Where agents on a worker find the API: on this machine alone, at the same kinds of addresses as beside a daemon. */
import { createServer } from "node:http";
import { join } from "node:path";
import type { ApiAddress } from "@tinyagi/features";
import type { HomePaths } from "@tinyagi/home";
import type { CallRelay } from "@tinyagi/worker";
import { apiFolder } from "../agent-access.js";
import type { Closing } from "../closing.js";
import { listen } from "../listen.js";

const CONNECTIONS_MAX = 1_000;

/** Answers from now on, until it is closed. */
export async function openRelayServer({
  relay,
  paths,
  undo,
}: {
  relay: CallRelay;
  paths: HomePaths;
  undo: Closing;
}): Promise<ApiAddress> {
  const server = createServer(relay.serve);
  server.maxConnections = CONNECTIONS_MAX;
  const bound = await listen(
    {
      server,
      listen: ({ host, port }) =>
        new Promise<void>((resolve, reject) => {
          server.once("error", reject);
          server.listen({ host, port }, () => resolve());
        }),
      close: () => new Promise<void>((resolve) => void server.close(() => resolve())),
    },
    { host: "127.0.0.1", port: 0, auth: "token", agentSocket: join(apiFolder(paths), "socket") },
  );
  undo.defer(() => {
    server.closeAllConnections();
    return bound.close();
  });
  const { port, agentHost, agentSocket } = bound;
  const url = `http://${agentHost ?? "127.0.0.1"}:${port}`;
  if (agentHost === undefined) return { url };
  const socket = agentSocket === undefined ? {} : { socket: agentSocket };
  return { url, sandboxed: { host: agentHost, port, ...socket } };
}
