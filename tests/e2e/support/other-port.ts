/**
 * Another web server on this machine, such as one of a package somebody tries out: it keeps the headers of every request
 * that a browser sends to it. Pages at `/page` run the script that a test gives.
 */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Caught {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface OtherPort extends AsyncDisposable {
  readonly port: number;
  readonly caught: readonly Caught[];
}

/** @param script runs in the page; `/to?<address>` redirects to the address */
export async function openOtherPort(script = ""): Promise<OtherPort> {
  const caught: Caught[] = [];
  const server = createServer(({ url = "/", headers }, answer) => {
    caught.push({ path: url, headers });
    if (url.startsWith("/to?")) {
      answer.writeHead(302, { location: decodeURIComponent(url.slice("/to?".length)) }).end();
      return;
    }
    answer.writeHead(200, { "content-type": "text/html", "service-worker-allowed": "/" });
    answer.end(`<!doctype html><title>other</title><script>${script}</script>`);
  });
  // Without an address, it is reached by every name of this machine.
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    port: (server.address() as AddressInfo).port,
    caught,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
