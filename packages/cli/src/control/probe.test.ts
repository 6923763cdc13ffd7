import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { isHealthy } from "./probe.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function getPort(answer: RequestListener): Promise<number> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

it("a daemon that answers ok is healthy", async () => {
  const port = await getPort((request, response) => {
    response.statusCode = request.url === "/healthz" ? 200 : 404;
    response.end('{"ok":true,"more":1}');
  });
  expect(await isHealthy(port)).toBe(true);
});

it.each<[string, RequestListener]>([
  ["another answer", (_request, response) => response.end('{"ok":false}')],
  ["null", (_request, response) => response.end("null")],
  ["a page", (_request, response) => response.end("<html>")],
  ["nothing", (_request, response) => response.end()],
  ["an error with the right body", (_request, response) => response.writeHead(503).end('{"ok":true}')],
  ["a redirect", (_request, response) => response.writeHead(302, { location: "/ok" }).end('{"ok":true}')],
  ["half an answer", (_request, response) => response.write('{"ok":', () => response.destroy())],
  ["a connection that is cut", (request) => request.socket.destroy()],
  ["text without end", (_request, response) => response.end(" ".repeat(100_000))],
])("a server that answers with %s is not a healthy daemon", async (_name, answer) => {
  expect(await isHealthy(await getPort(answer))).toBe(false);
});

it("a port on which nothing listens is not a healthy daemon", async () => {
  const port = await getPort(() => {});
  await new Promise((resolve) => server?.close(resolve));
  expect(await isHealthy(port)).toBe(false);
});
