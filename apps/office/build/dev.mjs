/**
 * `next dev` on port 3000 against a running daemon: pages come from the sources, `/api` from the daemon. Open the link
 * of `tinyagi office --url` with port 3000. Another daemon: TINYAGI_OFFICE_DAEMON=http://127.0.0.1:4000.
 * Guarantees: listens on loopback only and answers only to its own names. A call of its own pages looks to the daemon
 * like one of the daemon's pages; a call of any other page keeps its origin, so that the daemon refuses it.
 */
import { createServer, request as send } from "node:http";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import next from "next";

const dir = dirname(dirname(fileURLToPath(import.meta.url)));
const port = Number(process.env.PORT ?? 3_000);
const daemon = new URL(process.env.TINYAGI_OFFICE_DAEMON ?? "http://127.0.0.1:3777");
const OWN = new Set([`localhost:${port}`, `127.0.0.1:${port}`]);

process.env.NODE_ENV = "development";
process.env.NEXT_TELEMETRY_DISABLED = "1";
const server = createServer();
const pages = next({ dev: true, dir, hostname: "127.0.0.1", port, httpServer: server });
await pages.prepare();
const serve = pages.getRequestHandler();

server.on("request", (incoming, answer) => {
  if (!OWN.has(incoming.headers.host)) answer.writeHead(403).end();
  else if (/^\/api(\/|$)/.test(incoming.url)) forward(incoming, answer);
  else void serve(incoming, answer);
});
server.listen(port, "127.0.0.1", () => {
  process.stdout.write(`TinyOffice from its sources: http://localhost:${port} (daemon: ${daemon.origin})\n`);
});

function forward(incoming, answer) {
  const { host, origin, ...others } = incoming.headers;
  const isOwn = origin === `http://${host}`;
  const headers = { ...others, host: daemon.host, ...(origin && { origin: isOwn ? daemon.origin : origin }) };
  const call = send(new URL(incoming.url, daemon), { method: incoming.method, headers }, (reply) => {
    answer.writeHead(reply.statusCode, reply.headers);
    reply.pipe(answer);
  });
  call.on("error", () => answer.headersSent || answer.writeHead(502).end());
  answer.on("close", () => call.destroy());
  incoming.pipe(call);
}
